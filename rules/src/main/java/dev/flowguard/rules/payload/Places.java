package dev.flowguard.rules.payload;

/** The places of the values of one request, in the order of its leaves. */
public interface Places {
  int size();

  /** Of a value; its positions may be those of another value in the same field. */
  Location location(int index);
}
