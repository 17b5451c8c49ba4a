"""Pages on a screen over the published build; see docs/dashboards.md."""
