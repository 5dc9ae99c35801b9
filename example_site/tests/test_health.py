def test_server_with_a_database_is_healthy_and_says_so_uncached(client, db):
    response = client.get("/health/")

    assert (response.status_code, response.content) == (200, b"OK")
    assert "no-store" in response.headers["Cache-Control"]
