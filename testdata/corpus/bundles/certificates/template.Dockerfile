# syntax=docker/dockerfile:1
FROM debian:stable-slim

# PORTER_INIT

RUN apt-get update && apt-get install -y openssl && rm -rf /var/lib/apt/lists/*

# PORTER_MIXINS
