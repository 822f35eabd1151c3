// A walk through the chosen faces and back to the first.

// Time between two positions of a playing walk, in milliseconds.
const BEAT = 50;
// How long a walk takes from one face to the next, in seconds.
const SECONDS_PER_STOP = 2.5;

// `face 1`, `40 % of the way from face 1 to face 2`.
function placeText(at, count) {
  const stops = Math.max(count, 1);
  const from = Math.floor(at) % stops;
  const percent = Math.round((at - Math.floor(at)) * 100);
  const next = (from + 1) % stops;
  if (percent === 0) return `face ${from + 1}`;
  if (percent === 100) return `face ${next + 1}`;
  return `${percent} % of the way from face ${from + 1} to face ${next + 1}`;
}

class Walk {
  #stops;
  #size;
  #requests;
  // 0 at the first stop, 1 at the second and so on, until the first again.
  #at = 0;
  #timer = null;

  constructor(renderer, { nz, size }, stops) {
    this.#stops = stops;
    this.#size = size;
    const canvas = byId("walk-face");
    [canvas.width, canvas.height] = [size, size];
    this.#requests = new Newest(async ({ stops, at }) => {
      paint(canvas, await firstOf(renderer.images([walkLatent(stops, at, nz)])));
      byId("walk-figure").hidden = this.#stops.faces.length < 2;
    });
    // With reduced motion the walk does not play; the slider moves it.
    byId("play").hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
    byId("play").addEventListener("click", () => this.#play(this.#timer === null));
    byId("place").addEventListener("input", () => {
      this.#play(false);
      this.#go(Number(byId("place").value));
    });
    byId("save-walk").addEventListener("click", () => savePng(canvas, "walk.png"));
    stops.onChange(() => this.#follow());
    this.#follow();
  }

  // The stops are others now.
  #follow() {
    const count = this.#stops.faces.length;
    const tooFew = count < 2;
    byId("stops").replaceChildren(...this.#stops.elements(this.#size, (place) => this.#remove(place)));
    byId("walk-hint").hidden = !tooFew;
    byId("play").disabled = tooFew;
    byId("place").disabled = tooFew;
    byId("place").max = Math.max(count, 1);
    if (tooFew) {
      this.#play(false);
      byId("walk-figure").hidden = true;
    }
    this.#go(this.#at > count ? 0 : this.#at);
  }

  #remove(place) {
    this.#stops.remove(place);
    // The list is made anew. The focus goes to what took the place.
    const buttons = byId("stops").querySelectorAll("button");
    (buttons[Math.min(place, buttons.length - 1)] ?? byId("new-faces")).focus();
  }

  #go(at) {
    this.#at = at;
    const { faces } = this.#stops;
    byId("place").value = at;
    byId("place").setAttribute("aria-valuetext", placeText(at, faces.length));
    if (faces.length >= 2) this.#requests.request({ stops: [...faces, faces[0]], at });
  }

  #play(isPlaying) {
    clearInterval(this.#timer);
    const on = () => this.#go((this.#at + BEAT / 1000 / SECONDS_PER_STOP) % this.#stops.faces.length);
    this.#timer = isPlaying ? setInterval(on, BEAT) : null;
    byId("play").textContent = isPlaying ? "Pause the walk" : "Play the walk";
  }
}
