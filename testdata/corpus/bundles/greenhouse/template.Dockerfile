FROM debian:stable-slim

# PORTER_INIT

# PORTER_MIXINS
