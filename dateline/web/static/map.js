// The map where scripts run: a picture of the view, and, where the library was built in, a map to zoom freely. The drawn map and the list hold
// the same records without it.
const box = document.getElementById("map");
const drawn = box.querySelector("svg.map");
const caption = "Borders and names: no statement on the status of any territory. Outlines: Natural Earth.";
const STEPS = 48;
let free = null;

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
document.querySelector("[data-png]")?.addEventListener("click", picture);
document.querySelector("[data-free]")?.addEventListener("click", zoomFreely);

// ---- the day at which control and services are shown

const slide = document.getElementById("slide");
if (slide) {
  const wanted = document.getElementById("m-a");
  const [first, last] = [slide.dataset.first, slide.dataset.last].map(Date.parse);
  const day = () => new Date(first + ((last - first) * slide.value) / slide.max).toISOString().slice(0, 10);
  const tell = () => { slide.nextElementSibling.textContent = day(); slide.setAttribute("aria-valuetext", day()); };
  if (wanted.value) slide.value = (slide.max * (Date.parse(wanted.value) - first)) / Math.max(1, last - first);
  tell();
  slide.addEventListener("input", tell);
  slide.addEventListener("change", () => { wanted.value = day(); wanted.form.requestSubmit(); });
}

// ---- days are chosen by dragging over the timeline; the two fields of the filter do the same without a mouse

const timeline = document.querySelector("svg.times");
const DAY = 86400000;
const LEAST_DRAG = 6;
let from = null;

const share = (event) => {
  const edge = timeline.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - edge.left) / edge.width));
};
const dayAt = (part) => {
  const [first, last] = [timeline.dataset.first, timeline.dataset.last].map(Date.parse);
  return new Date(first + Math.min(last - first, Math.floor((part * (last - first + DAY)) / DAY) * DAY)).toISOString().slice(0, 10);
};

timeline?.addEventListener("pointerdown", (event) => { if (event.button === 0) from = { x: event.clientX, part: share(event) }; });
timeline?.addEventListener("dragstart", (event) => event.preventDefault());
timeline?.addEventListener("pointermove", (event) => {
  if (!from || Math.abs(event.clientX - from.x) < LEAST_DRAG) return;
  const band = timeline.querySelector(".drag") ?? timeline.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
  const [a, b] = [from.part, share(event)].sort((x, y) => x - y);
  for (const [name, value] of Object.entries({ class: "drag", x: 100 * a, y: 0, width: 100 * (b - a), height: "100%" })) band.setAttribute(name, value);
});
window.addEventListener("pointerup", (event) => {
  const begun = from;
  from = null;
  if (!begun || Math.abs(event.clientX - begun.x) < LEAST_DRAG) return;
  window.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
  const [a, b] = [begun.part, share(event)].sort((x, y) => x - y);
  [document.getElementById("m-f").value, document.getElementById("m-t").value] = [dayAt(a), dayAt(b)];
  document.getElementById("m-f").form.requestSubmit();
});

// ---- marks, read from the drawn map

function marks() {
  return [...drawn.querySelectorAll("a.spot:not(.standing)")].map((link) => {
    const shape = link.querySelector("ellipse");
    const at = (name) => Number(shape.getAttribute(name));
    return {
      lat: -at("cy"), lon: at("cx"), rx: at("rx"), ry: at("ry"), area: link.classList.contains("area"),
      records: Number(link.dataset.n), label: link.querySelector("title").textContent, link: link.getAttribute("href"),
    };
  });
}

function features(found) {
  return { type: "FeatureCollection", features: found.map((m) => ({
    type: "Feature",
    properties: { label: m.label, link: m.link, records: m.records, area: m.area, size: 7 + 4 * Math.log10(m.records) },
    geometry: m.area ? { type: "Polygon", coordinates: [ring(m)] } : { type: "Point", coordinates: [m.lon, m.lat] },
  })) };
}

const ring = (m) => [...Array(STEPS + 1).keys()].map((n) => {
  const turn = (2 * Math.PI * (n % STEPS)) / STEPS;
  return [m.lon + m.rx * Math.cos(turn), m.lat + m.ry * Math.sin(turn)];
});

// ---- zooming freely

async function zoomFreely(event) {
  const library = await import("/static/vendor/maplibre-gl.mjs");
  const look = getComputedStyle(document.documentElement);
  const colour = (name) => look.getPropertyValue(name).trim();
  const [south, west, north, east] = box.dataset.view.split(",").map(Number);
  const holder = document.createElement("div");
  holder.className = "free";
  drawn.setAttribute("hidden", "");
  box.append(holder);
  event.target.remove();
  free = new library.Map({
    container: holder, bounds: [[west, south], [east, north]], attributionControl: false, renderWorldCopies: true,
    canvasContextAttributes: { preserveDrawingBuffer: true }, style: style(colour),
  });
  free.addControl(new library.NavigationControl({ showCompass: false }));
  free.on("click", (at) => popup(library, at));
  free.on("load", () => box.setAttribute("data-ready", ""));
}

function style(colour) {
  const blue = colour("--link");
  return {
    version: 8,
    sources: {
      world: { type: "geojson", data: "/static/vendor/world.geojson" },
      marks: { type: "geojson", data: features(marks()) },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
      { id: "land", type: "fill", source: "world", paint: { "fill-color": colour("--land") } },
      { id: "borders", type: "line", source: "world", paint: { "line-color": colour("--soft"), "line-width": 0.5 } },
      { id: "areas", type: "fill", source: "marks", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": blue, "fill-opacity": 0.1 } },
      { id: "rims", type: "line", source: "marks", filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "line-color": blue, "line-width": 1.5, "line-dasharray": [4, 3] } },
      { id: "points", type: "circle", source: "marks", filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-color": blue, "circle-radius": ["get", "size"], "circle-opacity": 0.8, "circle-stroke-color": colour("--sheet"), "circle-stroke-width": 1 } },
    ],
  };
}

function popup(library, event) {
  const found = free.queryRenderedFeatures(event.point, { layers: ["points", "areas"] }).slice(0, 6);
  if (!found.length) return;
  const list = document.createElement("ul");
  list.className = "popup";
  for (const feature of found) {
    const link = document.createElement("a");
    link.href = feature.properties.link;
    link.textContent = feature.properties.label;
    link.dir = "auto";
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  new library.Popup({ maxWidth: "22rem" }).setLngLat(event.lngLat).setDOMContent(list).addTo(free);
}

// ---- a picture of the view

async function picture() {
  const width = 1600, height = Math.round((width * box.clientHeight) / box.clientWidth), foot = 60;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height + foot];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height + foot);
  pen.drawImage(free ? free.getCanvas() : await rendered(width, height), 0, 0, width, height);
  pen.fillStyle = "#222";
  pen.font = "20px sans-serif";
  pen.fillText(`${document.querySelector("h1").textContent.replace(/\s+/g, " ").trim()}  ${decodeURIComponent(location.search)}`, 12, height + 25);
  pen.fillText(caption, 12, height + 50);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = "dateline-map.png";
  link.click();
}

// The drawn map as an image of its own: with the outlines in it, and every shape with the look that the sheet gives it.
async function rendered(width, height) {
  const copy = drawn.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  [copy.style.width, copy.style.height] = [`${width}px`, `${height}px`];
  const use = copy.querySelector("use");
  if (use) {
    const world = new DOMParser().parseFromString(await (await fetch(use.getAttribute("href").split("#")[0])).text(), "image/svg+xml");
    const land = document.importNode(world.getElementById("land"), true);
    land.setAttribute("class", "land");
    use.replaceWith(land);
  }
  const originals = [...drawn.querySelectorAll("*")].filter((e) => e.localName !== "use");
  const copies = [...copy.querySelectorAll("*")].filter((e) => !e.closest("#land"));
  copies.forEach((element, n) => dress(element, originals[n]));
  const land = copy.querySelector("#land");
  if (land) dress(land, drawn.querySelector("use"));
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  await image.decode();
  return image;
}

function dress(element, original) {
  if (!original) return;
  const look = getComputedStyle(original);
  for (const name of ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "dominant-baseline", "font-weight"])
    element.setAttribute(name, look.getPropertyValue(name));
}
