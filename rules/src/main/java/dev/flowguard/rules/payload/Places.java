package dev.flowguard.rules.payload;

import java.util.List;

/** The places of the values of one request, in the order of its leaves. */
public interface Places {
  /** The places of these leaves. */
  static Places of(List<Leaf> leaves) {
    return new Places() {
      @Override
      public int size() {
        return leaves.size();
      }

      @Override
      public Location location(int index) {
        return leaves.get(index).location();
      }
    };
  }

  int size();

  /** Of a value; its positions may be those of another value in the same field. */
  Location location(int index);
}
