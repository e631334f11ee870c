"""What the real server is compared with: each answers /api/v1/meetings/ and /api/v1/meetings/ID/ from the same tables.

Their list is the newest fifty meetings; none of them counts, filters or pages, so none pays for that.
"""
