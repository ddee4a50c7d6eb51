package dev.flowguard.agent.startup;

import dev.flowguard.agent.event.Caller;
import dev.flowguard.agent.weave.Client;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which frames on a stack are the application's. */
final class CallerPackages {
  private CallerPackages() {}

  /**
   * @param clients whose own packages are libraries
   * @param stacks packages of what is built on them
   * @param application the setting {@code application.packages}, separated by commas or white space
   */
  static void know(List<Client> clients, List<String> stacks, @Nullable String application) {
    List<String> libraries = new ArrayList<>(stacks);
    for (Client client : clients) {
      for (String each : client.packages()) {
        libraries.add(each.replace('/', '.'));
      }
    }
    List<String> own = new ArrayList<>();
    for (String each : application == null ? new String[0] : application.split("[,\\s]+")) {
      if (!each.isEmpty()) {
        own.add(each.endsWith(".*") ? each.substring(0, each.length() - 2) : each);
      }
    }
    Caller.know(libraries, own);
  }
}
