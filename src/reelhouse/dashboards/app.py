"""What Streamlit runs at each request."""

from reelhouse.dashboards.frame import main

main()
