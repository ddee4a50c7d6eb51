package dev.flowguard.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CPU seconds and memory that an agent adds to a program that does nothing. */
final class Starts {
  /** Others cost seconds each. */
  private static final int ROUNDS_OF_OTHERS = 3;

  private static final double TICKS = 100;

  /** Of a run for whoever only wants to see that a start is no slower than before. */
  private static final int FEW_ROUNDS = 9;

  private Starts() {}

  /** The program: ends at once, or, with an argument, when its standard input does. */
  public static final class Nothing {
    private static final String RUNS = "runs";

    private Nothing() {}

    public static void main(String[] arguments) throws IOException {
      if (arguments.length > 0) {
        System.out.println(RUNS);
        while (System.in.read() >= 0) {
          // Whoever looks at its memory closes the stream.
        }
      }
    }
  }

  /** Prints what the agents add that need not be fetched. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(measure(Agents.own(), FEW_ROUNDS));
  }

  static String measure(Map<String, List<String>> agents, int rounds) throws Exception {
    Map<String, Figures> added = new LinkedHashMap<>();
    agents.keySet().forEach(name -> added.put(name, new Figures()));
    for (String name : agents.keySet()) {
      cpu(agents.get(name)); // its files into memory
    }
    Figures none = added.get(Agents.NONE);
    for (int round = 0; round < rounds; round++) {
      double without = cpu(List.of());
      none.add(without);
      for (String name : agents.keySet()) {
        boolean isOther = !name.startsWith("Flowguard") && !name.startsWith("empty");
        boolean isDue = !isOther || round % Math.max(1, rounds / ROUNDS_OF_OTHERS) == 0;
        if (!name.equals(Agents.NONE) && isDue) {
          added.get(name).add(cpu(agents.get(name)) - without);
        }
      }
    }
    double own = added.get(Agents.FLOWGUARD).median();
    StringBuilder table = new StringBuilder();
    table.append("\n## Start of an empty program\n\n");
    table.append(
        "| agent | CPU seconds added | times Flowguard | resident MB added |\n|---|---|---|---|\n");
    double residentWithout = resident(List.of());
    for (String name : agents.keySet()) {
      if (!name.equals(Agents.NONE)) {
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %.0f |%n",
                name,
                added.get(name).shown(2),
                added.get(name).median() / own,
                resident(agents.get(name)) - residentWithout));
      }
    }
    table.append(
        String.format(
            Locale.ROOT,
            "%nWithout an agent: %s CPU seconds, %.0f MB.%n",
            none.shown(2),
            residentWithout));
    return table.toString();
  }

  private static ProcessBuilder program(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", "target/classes", Nothing.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(Path.of("target", "err").toFile());
  }

  /** CPU seconds of a run, its own and the kernel's for it. */
  private static double cpu(List<String> options) throws Exception {
    double before = ended();
    ProcessBuilder program = program(options);
    int code = program.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    if (code != 0) {
      throw new IOException(options + " ended with " + code + ", see target/err");
    }
    return ended() - before;
  }

  /** CPU seconds of all processes that this one has started and that have ended (proc(5)). */
  private static double ended() throws IOException {
    String status = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
  }

  /** Resident memory once it runs, in MB. */
  private static double resident(List<String> options) throws Exception {
    Process process = program(options, "wait").start();
    try (BufferedReader out = process.inputReader()) {
      for (String line = ""; !Nothing.RUNS.equals(line); line = out.readLine()) {
        if (line == null) {
          throw new IOException(options + " did not start, see target/err");
        }
      }
      for (String line :
          Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024.0;
        }
      }
      throw new IOException("the system does not say how much memory is resident");
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
