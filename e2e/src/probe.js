// The tests read the page through this. Runs before the page's own scripts.
const probe = (() => {
  // The text of an element with a space between its parts, as a screen reader reads it.
  const words = (element) => {
    if (!element) return "";
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const parts = [];
    while (walker.nextNode()) parts.push(walker.currentNode.data);
    return parts.join(" ").replace(/\s+/g, " ").trim();
  };

  // Tasks over 50 ms on this thread, and the longest delay of a timer.
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });
  let latest = 0;
  let timerDue = performance.now();
  setInterval(() => {
    latest = Math.max(latest, performance.now() - timerDue);
    timerDue = performance.now() + 10;
  }, 10);

  // How many iterations the page showed when something was last clicked, and what is to be clicked next.
  let clickedAt = 0;
  let aim = null;
  const shown = () => Number(document.documentElement.dataset.iteration ?? 0);
  const noteClick = (event) => {
    clickedAt = shown();
    if (event.composedPath().includes(aim)) aim = null;
  };
  addEventListener("click", noteClick, { capture: true });

  return {
    state() {
      const { run = "" } = document.documentElement.dataset;
      return {
        status: words(document.getElementById("status")),
        run,
        iteration: shown(),
        clickedAt,
        alerts: [...document.querySelectorAll(".alert, #setback")].map(words).filter(Boolean),
        report: words(document.querySelector("[aria-label='Data report']")),
        log: (document.querySelector("[role=log]")?.textContent ?? "").split("\n").filter(Boolean),
      };
    },

    // The elements of a role and accessible name, as the browser computes them for screen readers. Only those that could
    // be it are asked: the page is large, and every answer takes the browser some time.
    find(role, name) {
      const labelled = ({ ariaLabel, ariaLabelledByElements }) => ariaLabel === name || ariaLabelledByElements;
      const could = (element) => words(element).includes(name) || labelled(element);
      const some = (selector) => [...document.querySelectorAll(selector)].filter(could);
      const kinds = { button: () => some("button, [role=button]"), image: () => some("canvas, img, [role=img]") };
      const tags = { list: "ul, ol", listbox: "select", option: "option", slider: "input[type=range]" };
      const others = () => [...document.querySelectorAll([`[role=${role}]`, tags[role]].filter(Boolean).join())];
      const candidates = (kinds[role] ?? others)().filter((element) => element.checkVisibility());
      return candidates.filter((element) => element.computedRole === role && element.computedName === name);
    },

    // The only button of this name, where a click does not scroll and nothing covers it. The driver scrolls only to what
    // is outside the window, not to what the header covers.
    aimAt(name) {
      [aim = null] = this.find("button", name);
      aim?.scrollIntoView({ block: "center", behavior: "instant" });
      return aim;
    },

    // Whether the button of `aimAt` was clicked; soon, since a click may come after the driver's answer.
    async clicked() {
      for (let tries = 0; aim && tries < 20; tries++) await new Promise((done) => setTimeout(done, 50));
      return !aim;
    },

    // How many colours a canvas shows.
    colours(canvas) {
      const { width, height } = canvas;
      const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer);
      return new Set(pixels).size;
    },

    // Drops files made of bytes on the page.
    drop(uploads) {
      const dataTransfer = new DataTransfer();
      for (const { name, bytes } of uploads) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
      }
    },

    // Starts to measure how smoothly the page runs.
    watch() {
      tasks.length = 0;
      latest = 0;
    },

    smoothness() {
      return { tasks: tasks.map((task) => task.duration), latest };
    },
  };
})();
