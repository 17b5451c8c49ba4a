// One drawing of Plotly on a page. What the window shows is drawn first, one drawing after another;
// what lies below it follows when the browser has nothing else to do. Plotly takes a browser a while
// to start: until then stills stand there, and it starts only once the page around them is whole.

const REST_MS = 250;

const plots = new WeakMap();
const waiting = new Set();
let isDrawing = false;

export default function ({ data, parentElement }) {
  if (!plots.has(parentElement)) {
    plots.set(parentElement, new Plot(parentElement));
  }
  const plot = plots.get(parentElement);
  plot.show(data);
  return () => plot.remove();
}

class Plot {
  constructor(parent) {
    this.box = document.createElement("div");
    this.box.setAttribute("role", "figure");
    parent.append(this.box);
    this.sizes = new ResizeObserver(() => this.fit());
  }

  show({ figure, template, height, alt, still }) {
    this.box.setAttribute("aria-label", alt);
    if (figure === this.figure && template === this.template) {
      return;
    }
    Object.assign(this, { figure, template, height });
    this.box.style.height = `${height}px`;
    this.box.dataset.plot = "waiting";
    this.removeStill();
    if (still && !window.Plotly) {
      this.box.innerHTML = still;
      this.still = this.box.firstElementChild;
      this.still.setAttribute("aria-hidden", "true"); // the box has the same words
      this.box.dataset.plot = "still";
    }
    waiting.add(this);
    drawAll();
  }

  async draw() {
    const { figure, template, height } = this;
    const Plotly = await window.loadPlotly();
    const { data, layout } = JSON.parse(figure);
    const look = { template: JSON.parse(template), height, autosize: true };
    const options = { displayModeBar: false, displaylogo: false, showTips: false };
    this.width = this.box.clientWidth;
    this.removeStill();
    await Plotly.react(this.box, data, { ...layout, ...look }, options);
    if (!waiting.has(this)) {
      this.box.dataset.plot = "drawn";
    }
    this.sizes.observe(this.box);
  }

  fail(error) {
    console.error(error);
    if (!this.still) {
      this.box.textContent = "This could not be drawn. Load the page again; its data is below.";
    }
    this.box.dataset.plot = "failed";
  }

  fit() {
    const width = this.box.clientWidth;
    if (width && width !== this.width) {
      this.width = width;
      window.Plotly.Plots.resize(this.box);
    }
  }

  get isUrgent() {
    return this.isInWindow && !this.still;
  }

  get isInWindow() {
    const { top, bottom } = this.box.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  removeStill() {
    this.still?.remove();
    this.still = null;
  }

  remove() {
    waiting.delete(this);
    this.sizes.disconnect();
    window.Plotly?.purge(this.box);
  }
}

// Whether the page is whole and has been on the screen for a moment.
async function isShown() {
  const isComputing = () => document.querySelector("[data-test-script-state=running]") !== null;
  if (isComputing()) {
    await new Promise((frame) => requestAnimationFrame(frame));
    return false;
  }
  await new Promise((rested) => setTimeout(rested, REST_MS));
  return !isComputing();
}

async function drawAll() {
  if (isDrawing) {
    return;
  }
  isDrawing = true;
  try {
    while (waiting.size) {
      if (![...waiting].some((plot) => plot.isUrgent)) {
        await new Promise((idle) => requestIdleCallback(idle, { timeout: 500 }));
        if (!window.Plotly && !(await isShown())) {
          continue;
        }
      }
      const [first] = waiting;
      const next = [...waiting].find((plot) => plot.isInWindow) ?? first;
      if (next) {
        waiting.delete(next);
        await next.draw().catch((error) => next.fail(error));
      }
    }
  } finally {
    isDrawing = false;
  }
}
