"""Drawings of Plotly on a page, and the program in the browser that draws them.

Streamlit's own element makes a new drawing whenever a figure changes, and draws that twice. Here a
drawing stays in its place, changes once, and waits for those that the window shows.
"""
