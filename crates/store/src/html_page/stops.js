// The faces chosen to walk between, in their order; the pad is around the first.

class Stops {
  #stops = [];
  #listeners = [];

  // Each stop's face.
  get faces() {
    return this.#stops.map(({ face }) => face);
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  has(face) {
    return this.#place(face) >= 0;
  }

  // Chooses a face that looks like this as the last stop, or takes it out.
  toggle(face, image, range) {
    const place = this.#place(face);
    if (place >= 0) this.#stops.splice(place, 1);
    else this.#stops.push({ face, image, range });
    this.#tell();
  }

  remove(place) {
    this.#stops.splice(place, 1);
    this.#tell();
  }

  // The stops as elements of a list, of `size` pixels each; `remove` is told the place of one that is to go.
  elements(size, remove) {
    return this.#stops.map(({ face, image, range }, place) => {
      const item = document.createElement("li");
      const canvas = canvasOf(size);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", faceName(face));
      paint(canvas, image, range);
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `Remove stop ${place + 1}`);
      button.addEventListener("click", () => remove(place));
      item.append(canvas, button);
      return item;
    });
  }

  #place({ seed, index, truncation }) {
    const isIt = ({ face }) => face.seed === seed && face.index === index && face.truncation === truncation;
    return this.#stops.findIndex(isIt);
  }

  #tell() {
    this.#listeners.forEach((listener) => listener());
  }
}
