package dev.flowguard.agent.tap;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.weave.WeaveListener;

/** Reports what becomes of the taps of database drivers. Thread-safe. */
final class DriverListener implements WeaveListener {
  private final DeclaredRows rows;
  private final Problems problems;

  DriverListener(DeclaredRows rows, Problems problems) {
    this.rows = rows;
    this.problems = problems;
  }

  @Override
  public void woven(String driver) {
    rows.woven(driver);
  }

  @Override
  public void uncovered(String driver, String why) {
    rows.failed(driver, why);
    problems.report(
        "tap." + driver,
        "the driver "
            + driver
            + " is not seen by sources of kind jdbc: "
            + why
            + ". What it reads and writes is not captured. Use a version that docs/coverage.md"
            + " lists");
  }

  @Override
  public void unwoven(String driver, String className, String why) {
    problems.report(
        key(driver, className),
        "the class "
            + className
            + " of "
            + driver
            + " is in use and not woven ("
            + why
            + "), so what it reads is not captured. It is tried again; please report this if it"
            + " stays");
  }

  @Override
  public void recovered(String driver, String className) {
    problems.solved(key(driver, className));
  }

  private static String key(String driver, String className) {
    return "tap." + driver + "." + className;
  }
}
