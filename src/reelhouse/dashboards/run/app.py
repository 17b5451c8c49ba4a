"""What Streamlit runs at each request.

It lies in a folder of its own: Streamlit puts that on the path of imports, and takes a folder
`pages` beside it for pages of another kind.
"""

from reelhouse.dashboards.frame import main

main()
