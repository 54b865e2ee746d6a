package dev.headgate.request;

/// How a call came in.
public enum Transport {
  HTTP
}
