"""The JSON of each resource: the one declaration that answers and the OpenAPI document are made from."""
