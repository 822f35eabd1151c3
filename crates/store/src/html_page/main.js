// Starts the page.

// What the end of the address may ask for.
const CHOICES = { "#gpu": "GPU", "#processor": "processor" };

async function start() {
  const netG = readNetG(byId("net-g").textContent);
  const wgsl = byId("conv-transpose2d").textContent;
  const say = (name) => (byId("status").textContent = `Drawn on this device’s ${name}.`);
  const renderer = await Renderer.open(netG, wgsl, CHOICES[location.hash], say);
  const stops = new Stops();
  new Walk(renderer, netG, stops);
  new Pad(renderer, netG, stops);
  new Faces(renderer, netG, stops);
  byId("controls").disabled = false;
}

start().catch((error) => {
  const advice = "Try another browser, or fetch the file again.";
  byId("status").textContent = `The faces cannot be drawn: ${error.message}. ${advice}`;
});
