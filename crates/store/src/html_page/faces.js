// The faces of a seed: a grid of toggles, one stop for Tab and the arrow keys within.

// Faces that are shown to choose from.
const FACES = 16;
// Random seeds are below this, since few digits are easier to pass on.
const SEEDS = 1e6;
const LARGEST_SEED = 2 ** 32 - 1;
// The seed that the page begins with.
const FIRST_SEED = 7;
// The truncation slider's end, where no component is drawn again.
const ALL = 3.1;

function anySeed() {
  return Math.floor(Math.random() * SEEDS);
}

function truncationText(truncation) {
  return truncation === null ? "all" : `up to ${truncation.toFixed(1)}`;
}

function faceName({ seed, index, truncation }) {
  const name = `Face ${index + 1} of seed ${seed}`;
  return truncation === null ? name : `${name}, ${truncationText(truncation)}`;
}

class Faces {
  // What is asked for, and the { seed, truncation, images, range } that is shown.
  #wanted = { seed: FIRST_SEED, truncation: null };
  #shown = null;
  #buttons;
  #stops;
  #requests;

  constructor(renderer, { nz, size }, stops) {
    this.#stops = stops;
    this.#requests = new Newest((wanted, isOutdated) => this.#draw(renderer, nz, size, wanted, isOutdated));
    this.#buttons = Array.from({ length: FACES }, (_, index) => this.#button(index, size));
    byId("faces").replaceChildren(...this.#buttons);
    byId("faces").addEventListener("keydown", (event) => this.#move(event));
    byId("new-faces").addEventListener("click", () => this.#want({ seed: anySeed() }));
    byId("seed").addEventListener("change", () => this.#readSeed());
    byId("truncation").addEventListener("input", () => this.#readTruncation());
    byId("save-faces").addEventListener("click", () => {
      savePng(gridOf(this.#shown.images, size, this.#shown.range), "faces.png");
    });
    stops.onChange(() => this.#showChosen());
    this.#want({});
  }

  #want(change) {
    this.#wanted = { ...this.#wanted, ...change };
    byId("seed").value = this.#wanted.seed;
    this.#complain("");
    this.#requests.request(this.#wanted);
  }

  #readSeed() {
    const text = byId("seed").value.trim();
    const seed = Number(text);
    if (/^\d+$/.test(text) && seed <= LARGEST_SEED) this.#want({ seed });
    else this.#complain(`must be a whole number from 0 to ${LARGEST_SEED}`);
  }

  #complain(error) {
    byId("seed-error").textContent = error;
    byId("seed").setAttribute("aria-invalid", error !== "");
  }

  #readTruncation() {
    const place = Number(byId("truncation").value);
    const truncation = place < ALL ? place : null;
    const text = truncationText(truncation);
    byId("truncation-text").textContent = text;
    byId("truncation").setAttribute("aria-valuetext", text);
    this.#want({ truncation });
  }

  async #draw(renderer, nz, size, { seed, truncation }, isOutdated) {
    const latents = faceLatents({ seed, first: 0, count: FACES, truncation }, nz);
    byId("faces").setAttribute("aria-busy", "true");
    const images = [];
    for await (const image of renderer.images(latents)) {
      images.push(image);
      // On the processor faces come one by one.
      const isLast = images.length === FACES;
      if (isLast || isOutdated()) break;
      paint(this.#canvas(images.length - 1), image);
    }
    if (isOutdated()) return;
    const range = rangeOf(images);
    this.#shown = { seed, truncation, images, range };
    images.forEach((image, index) => {
      paint(this.#canvas(index), image, range);
      this.#buttons[index].setAttribute("aria-label", faceName(this.#face(index)));
      this.#buttons[index].disabled = false;
    });
    byId("caption").textContent =
      `Seed ${seed}, numbers: ${truncationText(truncation)}. Choose faces to walk between.`;
    byId("save-faces").disabled = false;
    byId("faces").setAttribute("aria-busy", "false");
    this.#showChosen();
  }

  #face(index) {
    const { seed, truncation } = this.#shown;
    return { seed, index, truncation };
  }

  #canvas(index) {
    return this.#buttons[index].firstElementChild;
  }

  #button(index, size) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "face";
    button.disabled = true;
    button.tabIndex = index === 0 ? 0 : -1;
    button.setAttribute("aria-label", `Face ${index + 1}`);
    button.append(canvasOf(size));
    button.addEventListener("click", () => {
      this.#stops.toggle(this.#face(index), this.#shown.images[index], this.#shown.range);
    });
    button.addEventListener("focus", () => {
      this.#buttons.forEach((other) => (other.tabIndex = other === button ? 0 : -1));
    });
    return button;
  }

  #showChosen() {
    if (!this.#shown) return;
    this.#buttons.forEach((button, index) => button.setAttribute("aria-pressed", this.#stops.has(this.#face(index))));
  }

  #move(event) {
    const from = this.#buttons.indexOf(document.activeElement);
    const columns = getComputedStyle(byId("faces")).gridTemplateColumns.split(" ").length;
    const [left, right, up, down] = [-1, 1, -columns, columns];
    const steps = { ArrowLeft: left, ArrowRight: right, ArrowUp: up, ArrowDown: down, Home: -from, End: FACES - 1 - from };
    if (from < 0 || !(event.key in steps)) return;
    event.preventDefault();
    this.#buttons[from + steps[event.key]]?.focus();
  }
}
