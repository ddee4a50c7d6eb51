package dev.flowguard.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measurements of one thing. */
final class Figures {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return at(0.5);
  }

  /** How many times another one this is; a dash where that one is lost in what else goes on. */
  String times(Figures other) {
    return other.at(0.25) > 0
        ? String.format(Locale.ROOT, "%.1f", median() / other.median())
        : "\u2013";
  }

  private double at(double part) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) ((sorted.size() - 1) * part + 0.5));
  }

  /**
   * The median and the middle half.
   *
   * @param digits behind the point
   */
  String shown(int digits) {
    String format = "%." + digits + "f";
    return String.format(
        Locale.ROOT, format + " (" + format + " to " + format + ")", median(), at(0.25), at(0.75));
  }
}
