// A pad over two directions around the first chosen face, and the same as two sliders.

const KEY_STEP = 0.05;

class Pad {
  #stops;
  #requests;
  // The seed of the directions.
  #directions = anySeed();
  // How far from its middle the pad is along each direction, from -1 to 1: rightwards and upwards.
  #offset = [0, 0];

  constructor(renderer, { nz, size }, stops) {
    this.#stops = stops;
    const canvas = byId("pad-face");
    [canvas.width, canvas.height] = [size, size];
    this.#requests = new Newest(async ({ around, directions, offset }) => {
      paint(canvas, await firstOf(renderer.images([padLatent(around, directions, ...offset, nz)])));
      byId("pad-figure").hidden = this.#isOff();
    });
    this.#listen();
    byId("save-pad").addEventListener("click", () => savePng(canvas, "pad.png"));
    stops.onChange(() => this.#follow());
    this.#follow();
  }

  #listen() {
    const surface = byId("pad");
    surface.addEventListener("pointerdown", (event) => {
      if (this.#isOff() || event.button !== 0) return;
      surface.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    surface.addEventListener("pointermove", (event) => {
      if (event.buttons & 1 && !this.#isOff()) this.#point(event);
    });
    surface.addEventListener("keydown", (event) => this.#key(event));
    ["direction-1", "direction-2"].forEach((id, axis) => {
      byId(id).addEventListener("input", () => this.#go(this.#offset.with(axis, Number(byId(id).value))));
    });
    byId("new-directions").addEventListener("click", () => {
      this.#directions = anySeed();
      this.#go(this.#offset);
    });
    byId("back").addEventListener("click", () => this.#go([0, 0]));
  }

  #isOff() {
    return this.#stops.faces.length === 0;
  }

  #point({ clientX, clientY }) {
    const { left, top, width } = byId("pad").getBoundingClientRect();
    const along = (length) => (2 * length) / width - 1;
    this.#go([along(clientX - left), -along(clientY - top)]);
  }

  #key(event) {
    const [x, y] = this.#offset;
    const places = {
      ArrowLeft: [x - KEY_STEP, y],
      ArrowRight: [x + KEY_STEP, y],
      ArrowUp: [x, y + KEY_STEP],
      ArrowDown: [x, y - KEY_STEP],
      Home: [0, 0],
    };
    if (this.#isOff() || !(event.key in places)) return;
    event.preventDefault();
    this.#go(places[event.key]);
  }

  #follow() {
    const isOff = this.#isOff();
    for (const id of ["direction-1", "direction-2", "new-directions", "back"]) byId(id).disabled = isOff;
    byId("pad-hint").hidden = !isOff;
    byId("pad").setAttribute("aria-disabled", isOff);
    byId("pad").tabIndex = isOff ? -1 : 0;
    if (isOff) byId("pad-figure").hidden = true;
    this.#go(this.#offset);
  }

  #go(offset) {
    this.#offset = offset.map((along) => Math.min(Math.max(along, -1), 1));
    const [x, y] = this.#offset;
    [byId("direction-1").value, byId("direction-2").value] = [x, y];
    byId("knob").style.left = `${50 * (1 + x)}%`;
    byId("knob").style.top = `${50 * (1 - y)}%`;
    if (this.#isOff()) return;
    this.#requests.request({ around: this.#stops.faces[0], directions: this.#directions, offset: this.#offset });
  }
}
