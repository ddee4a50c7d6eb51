package dev.flowguard.rules.payload;

import org.jspecify.annotations.Nullable;

/** The layers opened on the way to a leaf, outermost first; prints as {@code gzip > json}. */
public final class Layers {
  public static final Layers NONE = new Layers(null, "");

  private final @Nullable Layers outer;
  private final String name;

  private Layers(@Nullable Layers outer, String name) {
    this.outer = outer;
    this.name = name;
  }

  /** These layers and one more inside them. */
  public Layers then(String layer) {
    return new Layers(this, layer);
  }

  /** How many layers were opened. */
  public int depth() {
    int depth = 0;
    for (Layers at = this; at.outer != null; at = at.outer) {
      depth++;
    }
    return depth;
  }

  @Override
  public String toString() {
    if (outer == null) {
      return "";
    }
    return outer.outer == null ? name : outer + " > " + name;
  }
}
