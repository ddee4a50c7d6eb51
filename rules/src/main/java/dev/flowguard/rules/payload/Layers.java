package dev.flowguard.rules.payload;

import org.jspecify.annotations.Nullable;

/** The layers opened on the way to a leaf, outermost first; prints as {@code gzip > json}. */
public final class Layers {
  public static final Layers NONE = new Layers(null, "", false);

  private final @Nullable Layers outer;
  private final String name;
  private final boolean isPart;

  private Layers(@Nullable Layers outer, String name, boolean isPart) {
    this.outer = outer;
    this.name = name;
    this.isPart = isPart;
  }

  /** These layers and one more inside them. */
  public Layers then(String layer) {
    return new Layers(this, layer, isPart);
  }

  /** The same, where only a part of what these layers hold was opened. */
  public Layers thenPartly(String layer) {
    return new Layers(this, layer, true);
  }

  /** True if on the way something was left out that is in another leaf. */
  public boolean isPart() {
    return isPart;
  }

  /** The name of the innermost layer; empty where none was opened. */
  String last() {
    return name;
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
