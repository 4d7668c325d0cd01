"""x"""
INTERESTS = {
    "type": "map",
    "id": "0b7e3c1e-8a0f-4c11-9d55-6f0e2a1b3c4d",
    "value": {
        "title": "La carte",
        "introduction": "",
        "zoom": 14,
        "show_contributions": True,
        "show_sectors": True,
        "points_of_interest": [
            {
                "type": "item",
                "id": "8d0e7b4e-0000-4c11-9d55-6f0e2a1b3c4d",
                "value": {
                    "title": "Mairie",
                    "text": "",
                    "position": {"lat": 48.8924, "lng": 2.2071},
                    "link": "",
                },
            }
        ],
    },
}
