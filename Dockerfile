# syntax=docker/dockerfile:1
# The Rust version follows rust-toolchain.toml, which is left out of the build: the image is the toolchain.
ARG RUST_VERSION=1.95

FROM rust:${RUST_VERSION}-bookworm AS build
WORKDIR /build
# The dependencies first, with empty sources in place of ours: this layer changes only with the manifests.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src/bin tests/it \
    && touch src/lib.rs tests/it/main.rs \
    && echo 'fn main() {}' >src/main.rs \
    && cp src/main.rs src/bin/gem-sim.rs \
    && cargo build --locked --release --bins
COPY . .
# Cargo goes by modification times, and those of a checkout may be older than the empty sources built above.
RUN find src -name '*.rs' -exec touch {} + \
    && cargo build --locked --release --bins

FROM debian:bookworm-slim
# The authorities that the connectors trust when they call an applicant tracking system.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /build/target/release/unified-ats /build/target/release/gem-sim /usr/local/bin/
# By number, so that a platform can see that it is not root. Nothing is written to the file system.
USER 10001:10001
EXPOSE 8080
# The service ends in good order on SIGTERM, which is what `docker stop` sends.
ENTRYPOINT ["unified-ats"]
CMD ["serve", "--bind", "0.0.0.0", "--port", "8080"]
