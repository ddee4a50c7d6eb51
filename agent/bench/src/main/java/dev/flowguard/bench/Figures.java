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
