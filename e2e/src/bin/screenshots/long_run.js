// A run that was never trained, in the browser's private file system, in the format of crates/store/src/kept.
const longRun = (() => {
  const key = "20260101-000000-0000";
  const started = Date.UTC(2026, 0, 1);
  const perEpoch = 1583; // as the tutorial's

  // The numbers of crates/core/src/stats/record.rs: they fall, sway and now and then leap, as a run's do.
  const losses = (length) => {
    const view = new DataView(new ArrayBuffer(40 * length));
    let state = 1;
    const random = () => ((state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32);
    for (let i = 0; i < length; i++) {
      const leap = random() < 0.0005 ? 6 * random() : 0;
      const settled = Math.exp(-i / 20000);
      const counts = [i, Math.floor(i / perEpoch), i % perEpoch, 128];
      const numbers = [0.4 + 0.4 * settled + 0.3 * random() + leap, 2.5 + 2 * random() + leap + settled, 0.75 + 0.2 * random(), 0.2 + 0.1 * random(), 0.1 + 0.1 * random(), 0.1];
      counts.forEach((count, at) => view.setUint32(40 * i + 4 * at, count, true));
      numbers.forEach((number, at) => view.setFloat32(40 * i + 16 + 4 * at, number, true));
    }
    return view.buffer;
  };

  // A grid of 64 coloured squares.
  const grid = (hue) => {
    const canvas = new OffscreenCanvas(530, 530);
    const context = canvas.getContext("2d");
    for (let i = 0; i < 64; i++) {
      context.fillStyle = `hsl(${hue + 5 * i} 50% 50%)`;
      context.fillRect(2 + 66 * (i % 8), 2 + 66 * Math.floor(i / 8), 64, 64);
    }
    return canvas.convertToBlob();
  };

  return {
    async write(length) {
      const folder = await navigator.storage.getDirectory();
      const file = async (part, content) => {
        const handle = await folder.getFileHandle(`facegan-run-${key}.${part}`, { create: true });
        const stream = await handle.createWritable();
        await stream.write(content);
        await stream.close();
      };
      const grids = [];
      for (let i = 0; i < 400; i++) grids.push(await grid(i));
      const frames = new Uint32Array(grids.flatMap((png, i) => [(i * length) / 400, png.size]));
      const config = { num_epochs: Math.ceil(length / perEpoch), sample_every: length / 400 };
      const about = { key, started, config, kernels: "Own", adapter: "none", images: 202599, outcome: "Completed" };
      await file("losses", losses(length));
      await file("grids", new Blob(grids));
      await file("frames", frames);
      await file("reals", grids[0]);
      await file("about", `${JSON.stringify(about)}\n`);
    },

    // The name of the button that shows it: it is the run of the longest ago, and so the last of the list.
    button() {
      const names = [...document.querySelectorAll("button")].map((button) => button.ariaLabel ?? "");
      return names.filter((name) => name.startsWith("Show: run of")).at(-1) ?? null;
    },
  };
})();
