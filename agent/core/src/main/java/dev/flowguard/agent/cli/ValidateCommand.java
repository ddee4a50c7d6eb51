package dev.flowguard.agent.cli;

import dev.flowguard.agent.source.ClassPath;
import dev.flowguard.agent.source.PublicFiles;
import dev.flowguard.agent.source.SourceCheck;
import dev.flowguard.rules.judge.Reach;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyException;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.policy.PolicyFile.SourcePlace;
import dev.flowguard.rules.policy.Problem;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.vocabulary.Feature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a policy and says all that is wrong with it. */
@Command(
    name = "validate",
    description = "Checks a policy: all errors at once, as file:line:column.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the policy is good",
      "1:it has errors, expired exceptions, sources that match nothing, or no rule that reaches"
          + " anybody",
      "2:unreadable"
    })
final class ValidateCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "POLICY",
      description = "the policy file; none means the built-in one")
  @Nullable Path policyFile;

  @Option(
      names = "--classpath",
      paramLabel = "JAR|FOLDER",
      split = "[:;,]",
      description = {
        "the application's classes, to check sources of kinds method and annotation against:",
        "jars (also executable Spring Boot jars and web archives) and folders"
      })
  List<Path> classPath = List.of();

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "lines for people or an object a line for programs (default: text)")
  OutputFormat format = OutputFormat.TEXT;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ValidateLines out =
        new ValidateLines(Objects.requireNonNull(spec).commandLine().getOut(), format);
    PrintWriter err = spec.commandLine().getErr();
    Policy policy;
    boolean bad = false;
    List<SourcePlace> sources = List.of();
    if (policyFile == null) {
      policy = Policy.builtIn();
    } else {
      PolicyFile.Reading reading;
      try {
        reading = PolicyFile.read(policyFile.toString(), Files.readAllBytes(policyFile));
      } catch (IOException e) {
        err.println(PolicyArgument.unreadable(policyFile, e));
        return FlowguardCommand.UNUSABLE;
      }
      for (Problem problem : reading.problems()) {
        out.problem(problem);
        bad |= problem.level() == Problem.Level.ERROR;
      }
      policy = reading.policy();
      sources = reading.sources();
    }
    if (policy == null) {
      return 1;
    }
    LocalDate today = LocalDate.now(Clock.systemUTC());
    for (PolicyException exception : policy.exceptions()) {
      bad |= !exception.active(today);
    }
    if (!classPath.isEmpty()) {
      SourceCheck check = check(err);
      if (check == null) {
        return FlowguardCommand.UNUSABLE;
      }
      bad |= !matches(check, policy, sources, out);
    }
    bad |= !arePublicFound(policy, out);
    for (Feature feature : policy.notActive()) {
      out.note("not active: " + feature);
    }
    out.policy(policy);
    if (Reach.of(policy, null).isNone()) {
      out.error(
          policy.mode() == Mode.OFF
              ? "the policy's mode is off: nothing would be judged. Set mode: observe or block."
              : "no rule reaches any recipient: nothing would be judged. Add a rule that names"
                  + " categories under 'never' and recipients under 'reach'.");
      bad = true;
    }
    return bad ? 1 : 0;
  }

  /** True if each pattern under {@code public} names something, as far as that can be seen here. */
  private boolean arePublicFound(Policy policy, ValidateLines out) {
    boolean all = true;
    for (String pattern : policyFile == null ? List.<String>of() : policy.publicFiles()) {
      if (PublicFiles.isOnClassPath(pattern) && classPath.isEmpty()) {
        out.note(
            "public: "
                + pattern
                + " is looked for in the running application; --classpath checks it here");
      } else if (!isFound(pattern)) {
        out.error(
            pattern
                + " under 'public' matches nothing "
                + (PublicFiles.isOnClassPath(pattern)
                    ? "on this class path"
                    : "below " + PublicFiles.folderOf(String.valueOf(policyFile)))
                + ". Correct it, or remove it.");
        all = false;
      }
    }
    return all;
  }

  private boolean isFound(String pattern) {
    if (!PublicFiles.isOnClassPath(pattern)) {
      return !PublicFiles.find(pattern, PublicFiles.folderOf(String.valueOf(policyFile)), 1)
          .files()
          .isEmpty();
    }
    boolean isFound = false;
    for (Path path : classPath) {
      try {
        isFound |= !ClassPath.find(pattern, path.toFile(), 1).files().isEmpty();
      } catch (IOException e) {
        return true; // 'check' has said that it cannot be read
      }
    }
    return isFound;
  }

  /** The classes of the class path, or the reason on {@code err} and null. */
  private @Nullable SourceCheck check(PrintWriter err) {
    ClassFiles classes = new ClassFiles();
    for (Path path : classPath) {
      try {
        classes.add(path);
      } catch (NoSuchFileException | AccessDeniedException e) {
        err.println(PolicyArgument.unreadable(path, e));
        return null;
      } catch (IOException e) {
        err.println(path + ": " + e.getMessage() + ". Name jars and folders of classes.");
        return null;
      }
    }
    if (classes.byName().isEmpty()) {
      err.println("there are no classes in " + classPath + ". Name jars and folders of classes.");
      return null;
    }
    return new SourceCheck(classes.byName());
  }

  /** True if each source matches something. */
  private boolean matches(
      SourceCheck check, Policy policy, List<SourcePlace> places, ValidateLines out) {
    boolean all = true;
    if (policyFile == null) {
      for (Category category : policy.categories().values()) {
        for (Source source : category.sources()) {
          String problem = check.problem(source);
          if (problem != null) {
            out.note("the built-in policy: " + source.declared() + ": " + problem);
            all = false;
          }
        }
      }
    }
    for (SourcePlace place : places) {
      String problem = check.problem(place.source());
      if (problem != null) {
        out.problem(
            new Problem(
                String.valueOf(policyFile),
                place.line(),
                place.column(),
                Problem.Level.ERROR,
                problem));
        all = false;
      }
    }
    return all;
  }
}
