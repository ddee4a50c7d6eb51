package dev.flowguard.agent.cli;

import dev.flowguard.agent.alert.AlertSettings;
import dev.flowguard.agent.alert.Webhook;
import dev.flowguard.agent.alert.WebhookCheck;
import dev.flowguard.agent.event.Service;
import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Recipients;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends a marked test alert the way that real ones go, and says what came back. */
@Command(
    name = "alert-test",
    description = {
      "Sends a marked test alert through the outlet that is set, and prints what came back.",
      "Settings come from where the guard takes them: arguments here, -Dflowguard.*, FLOWGUARD_*,"
          + " flowguard.yaml."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the receiver took it", "1:it did not", "2:no usable settings"})
final class AlertTestCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "KEY=VALUE",
      arity = "0..*",
      description = "settings, as in the agent argument")
  List<String> settings = List.of();

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Settings read =
        Settings.read(String.join(",", settings), System.getProperties(), System.getenv());
    read.problems().forEach(err::println);
    Service.declare(read.get(Setting.SERVICE), read.get(Setting.ENVIRONMENT));
    AlertSettings alerts = AlertSettings.of(read);
    if (alerts == null) {
      err.println("alert.webhook.url is not set: there is no outlet to test.");
    }
    String policyFile = read.get(Setting.POLICY);
    Policy policy = PolicyArgument.load(policyFile == null ? null : Path.of(policyFile), err);
    if (alerts == null || policy == null || !read.problems().isEmpty()) {
      return FlowguardCommand.UNUSABLE;
    }
    Recipients recipients = Recipients.of(policy);
    Predicate<String> isProcessor = host -> recipients.isProcessor(host);
    String refusal = WebhookCheck.refusal(alerts, isProcessor);
    if (refusal != null) {
      err.println(refusal);
      return FlowguardCommand.UNUSABLE;
    }
    List<String> problems = WebhookCheck.problems(alerts);
    problems.forEach(err::println);
    if (!problems.isEmpty()) {
      return FlowguardCommand.UNUSABLE;
    }
    Webhook webhook = new Webhook(alerts, isProcessor);
    Webhook.Answer answer = webhook.sendTest();
    webhook.close();
    out.println(
        (answer.isDelivered() ? "taken by " : "NOT taken by ") + alerts + ": " + answer.detail());
    return answer.isDelivered() ? 0 : 1;
  }
}
