# syntax=docker/dockerfile:1
FROM debian:stable-slim
# PORTER_INIT
# PORTER_MIXINS
RUN mkdir -p /cnab/app/out
