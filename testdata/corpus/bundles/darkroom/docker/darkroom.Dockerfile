# syntax=docker/dockerfile:1.7
ARG CUSTOM_BASE=debian:bookworm-slim

FROM debian:bookworm-slim AS tools
ARG CUSTOM_DEVELOP_VERSION
RUN mkdir -p /opt/darkroom && echo "$CUSTOM_DEVELOP_VERSION" >/opt/darkroom/version

FROM ${CUSTOM_BASE}
# PORTER_INIT
ENV DARKROOM=/opt/darkroom
COPY --from=tools /opt/darkroom /opt/darkroom
COPY develop.sh /opt/darkroom/develop.sh
# PORTER_MIXINS
RUN --mount=type=cache,target=/var/cache/apt <<EOT
apt-get update
apt-get install -y imagemagick
EOT
