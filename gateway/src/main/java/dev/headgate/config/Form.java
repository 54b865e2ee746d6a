package dev.headgate.config;

/// How one kind of value is written.
interface Form<T> {
  T read(String text) throws Unfit;
}
