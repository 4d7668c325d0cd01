"""Campaigns, maps, timelines and forms inside the pages of other sites."""
