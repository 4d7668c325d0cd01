"""OGC API - Features, Part 1: Core (OGC 17-069r4): each campaign is a service that GIS open by URL."""
