"""The first page as HTML, which a browser shows while Streamlit and the page's program start."""
