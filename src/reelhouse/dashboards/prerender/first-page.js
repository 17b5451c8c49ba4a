// Streamlit's page takes the place of the first page as soon as it is whole; a reader who scrolled
// meanwhile stays where they are.
{
  const GIVE_UP_MS = 30_000; // whatever Streamlit has to say by then must be seen
  const page = document.getElementById("first-page");
  const root = document.getElementById("root");

  const isWhole = () =>
    root.querySelector("[data-test-script-state=notRunning] h1") !== null &&
    root.querySelector("[data-stale=true], [data-testid=stSkeleton]") === null &&
    [...root.querySelectorAll("[class*=st-key-plot-]")].every((plot) => plot.querySelector("[data-plot]"));

  const handOver = () => {
    if (!page.isConnected) {
      return;
    }
    changes.disconnect();
    root.inert = false;
    const main = root.querySelector("[data-testid=stMain]");
    if (main) {
      main.scrollTop = page.querySelector("main").scrollTop;
    }
    page.remove();
  };

  const changes = new MutationObserver(() => {
    if (isWhole()) {
      requestAnimationFrame(handOver);
    }
  });

  root.inert = true;
  changes.observe(root, { attributes: true, childList: true, subtree: true });
  setTimeout(handOver, GIVE_UP_MS);

  // a reader may have picked another look than that of their device, which Streamlit keeps
  const picked = localStorage.getItem(`stActiveTheme-${location.pathname}-v2`);
  if (picked && picked !== '"System"') {
    handOver();
  }
}
