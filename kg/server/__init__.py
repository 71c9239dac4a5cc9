"""Server: a graph over HTTP, as a SPARQL endpoint and as pages.

    running.serve        runs it until it is interrupted
    app.make_app         the ASGI application, for a server of your own
    workers.Limits       time, memory and size of one query

`protocol` reads requests and `negotiation` picks formats as the SPARQL 1.1 Protocol says, `workers` runs queries in
processes that can be ended, `description` tells machines what is here, `resources` answers for each IRI.
Nothing is imported here: the processes that run queries start with this package, and need no web framework.

Why Starlette and uvicorn (both BSD, by one team, without further dependencies but h11 and anyio): the protocol needs
routing and CORS, and little else. rdflib-endpoint 0.6.3 passes 12 of the 20 query tests of the W3C's protocol suite
and evaluates in the server's own process, where a query can't be ended; FastAPI's models have no use here.
"""
