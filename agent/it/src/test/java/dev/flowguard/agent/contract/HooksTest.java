package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.agent.gates.Clients;
import dev.flowguard.agent.taps.Drivers;
import dev.flowguard.agent.weave.ClassHooks;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookNumbers;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.agent.weave.WeaveListener;
import dev.flowguard.agent.weave.Woven;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weaves every hook point into the classes of each version that the contract runs, without starting
 * a client: a slip in a name or a descriptor shows here in seconds.
 */
class HooksTest {
  private static final String BRIDGE = "java/lang/FlowguardBridge";
  private static final int RUNTIME = Runtime.version().feature() + 44; // as class files count

  /** Clients that are hooked themselves, in all versions. */
  static List<TestClient> clients() {
    Map<List<String>, TestClient> clients = new LinkedHashMap<>();
    for (GateContract contract :
        List.of(
            new OkHttpGateIT(),
            new Apache4AsyncGateIT(),
            new Apache4GateIT(),
            new Apache5AsyncGateIT(),
            new Apache5GateIT(),
            new HelidonGateIT(),
            new Jetty9GateIT(),
            new Jetty10GateIT(),
            new Jetty12GateIT(),
            new NettyGateIT(),
            new ReactorNettyGateIT(),
            new Vertx4GateIT(),
            new Vertx5GateIT(),
            new AsyncHttpClient2GateIT(),
            new AsyncHttpClient3GateIT(),
            new AwsNettyGateIT(),
            new ArmeriaGateIT(),
            new KtorJavaGateIT(),
            new KtorOkHttpGateIT(),
            new KtorApache5GateIT(),
            new JerseyGateIT(),
            new GoogleNetGateIT())) {
      contract.abilities().versions().forEach(each -> clients.put(each.artifacts(), each));
    }
    Stream.of(WebSocketIT.jettyClients(), GrpcIT.clients(), VertxWebClientIT.clients())
        .flatMap(List::stream)
        .forEach(each -> clients.put(each.artifacts(), each));
    return List.copyOf(clients.values());
  }

  /**
   * What became of the hooks of one version.
   *
   * @param woven class files by internal name
   * @param places for each class, in how many methods each of its hooks is
   * @param uncovered what does not fit
   */
  private record Result(
      HookTransformer transformer,
      Map<String, byte[]> woven,
      Map<Woven, Integer> places,
      List<String> uncovered) {

    Set<String> wovenHooks() {
      Set<String> names = new TreeSet<>();
      places.forEach(
          (hook, count) -> {
            if (count > 0) {
              names.add(name(hook));
            }
          });
      return names;
    }

    /**
     * A client that only takes notes has hooks for several lines of versions, of which those that
     * do not fit are not reported; but of each of its gates one must be in place.
     */
    Set<String> unusedNotes() {
      Set<Client> found = new HashSet<>();
      Set<String> used = new TreeSet<>();
      places.forEach(
          (hook, count) -> {
            if (count > 0 && onlyTakesNotes(hook.client())) {
              found.add(hook.client());
              used.add(hook.point().gate());
            }
          });
      Set<String> unused = new TreeSet<>();
      found.forEach(client -> client.hooks().forEach(hook -> unused.add(hook.gate())));
      unused.removeAll(used);
      return unused;
    }
  }

  private static boolean onlyTakesNotes(Client client) {
    return client.hooks().stream().noneMatch(HookPoint::decides);
  }

  /** Finds versions of OkHttp that are too old, by a method that they do not have. */
  private static boolean isMeantToMiss(String className) {
    return className.endsWith("okhttp3/internal/http/HttpEngine")
        || className.endsWith("okhttp/internal/http/HttpEngine");
  }

  /** Takes what does not fit; each class is woven once here, so nothing is ever missed. */
  private record Misfits(List<String> uncovered) implements WeaveListener {
    @Override
    public void woven(Client client) {}

    @Override
    public void uncovered(Client client, String name, String why) {
      uncovered.add(name + ": " + why);
    }

    @Override
    public void unwoven(Client client, String name, String className, String why) {
      uncovered.add(name + ": " + className + " is not woven: " + why);
    }

    @Override
    public void recovered(Client client, String name, String className) {}
  }

  /** Numbers hook points in the order in which their classes are met. */
  private static final class Numbers implements HookNumbers {
    private final List<Woven> all = new ArrayList<>();

    @Override
    public List<Woven> number(Client client, List<HookPoint> points) {
      int first = all.size();
      for (HookPoint point : points) {
        all.add(new Woven(all.size(), client, point));
      }
      return List.copyOf(all.subList(first, all.size()));
    }
  }

  private static String name(Woven hook) {
    return name(hook.client(), hook.point());
  }

  private static String name(Client client, HookPoint point) {
    return client.name()
        + " "
        + point.className()
        + "."
        + point.method()
        + point.descriptors()
        + (point.at() == null ? "" : " at " + point.at());
  }

  private static Result weave(ClassLoader classes, boolean isOfJdk) throws IOException {
    return weave(new Clients().get(), classes, isOfJdk);
  }

  private static Result weave(List<Client> clients, ClassLoader classes, boolean isOfJdk)
      throws IOException {
    List<String> uncovered = new ArrayList<>();
    Numbers numbers = new Numbers();
    HookTransformer transformer = new HookTransformer(clients, new Misfits(uncovered), numbers);
    Map<String, byte[]> woven = new TreeMap<>();
    Map<Woven, Integer> places = new HashMap<>();
    Set<String> names = new TreeSet<>();
    for (Client client : clients) {
      for (ClassHooks hooked : client.classes()) {
        if (client.packages().isEmpty() == isOfJdk && !isMeantToMiss(hooked.className())) {
          names.add(hooked.className());
        }
      }
    }
    for (String name : names) {
      try (InputStream in = classes.getResourceAsStream(name + ".class")) {
        if (in == null) {
          continue; // of other versions, or another client
        }
        byte[] classFile = in.readAllBytes();
        byte[] after = transformer.transform(isOfJdk ? null : classes, name, null, null, classFile);
        if (after != null) {
          woven.put(name, after);
          count(numbers.all, name, after, places);
        }
      }
    }
    return new Result(transformer, woven, places, uncovered);
  }

  /** Reads back which hooks a class calls, and from how many methods. */
  private static void count(
      List<Woven> hooks, String name, byte[] classFile, Map<Woven, Integer> places) {
    for (Woven hook : hooks) {
      if (hook.point().className().equals(name)) {
        places.put(hook, 0);
      }
    }
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String descriptor, String generic, String[] thrown) {
                Set<Integer> here = new HashSet<>();
                return new MethodVisitor(Opcodes.ASM9) {
                  private int number = -1;

                  @Override
                  public void visitIntInsn(int opcode, int operand) {
                    number = operand;
                  }

                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String called, String type, boolean isInterface) {
                    if (owner.equals(BRIDGE) && here.add(number)) {
                      places.merge(hooks.get(number), 1, Integer::sum);
                    }
                  }
                };
              }
            },
            0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void aLibraryThatOnlyCarriesCallersIsNoGate(TestClient client) throws Exception {
    List<String> judged =
        new Clients().get().stream().filter(Client::isJudged).map(Client::name).toList();
    try (URLClassLoader classes = loader(client)) {
      assertThat(weave(classes, false).transformer().gates().keySet()).isSubsetOf(judged);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void eachHookOfAVersionFitsOneMethodAndTheClassIsValid(TestClient client) throws Exception {
    try (URLClassLoader classes = loader(client)) {
      Result result = weave(classes, false);

      assertThat(result.uncovered()).isEmpty();
      assertThat(result.woven()).as("classes that are hooked").isNotEmpty();
      assertThat(result.transformer().fitted()).isNotEmpty().doesNotContainValue(false);
      result
          .places()
          .forEach(
              (hook, count) -> {
                if (hook.point().kind() == HookPoint.Kind.ANSWER_IF_DECLARED) {
                  assertThat(count).as(name(hook)).isLessThanOrEqualTo(1);
                } else {
                  assertThat(count).as(name(hook)).isEqualTo(1);
                }
              });
      assertThat(result.unusedNotes()).as("gates that take notes nowhere").isEmpty();
      assertValid(classes, result.woven());
    }
  }

  @Test
  void eachHookOfTheJdksClientsFitsOneMethod() throws Exception {
    Result result = weave(ClassLoader.getSystemClassLoader(), true);

    assertThat(result.uncovered()).isEmpty();
    assertThat(result.places().values()).isNotEmpty().allMatch(count -> count == 1);
  }

  /** No test has a server for it, so that this is all that shows that its taps fit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.oracle.database.jdbc:ojdbc8:19.8.0.0",
        "com.oracle.database.jdbc:ojdbc11:23.5.0.24.07"
      })
  void theTapsOfOraclesDriverFitItsMethodsAndItsClassesAreValid(String driver) throws Exception {
    List<URL> jars = new ArrayList<>();
    for (Path jar : Artifacts.resolve(List.of(driver))) {
      jars.add(jar.toUri().toURL());
    }
    try (URLClassLoader classes =
        new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Result result = weave(new Drivers().get(), classes, false);

      assertThat(result.uncovered()).isEmpty();
      assertValid(classes, result.woven());
      Set<String> methods = new TreeSet<>();
      result
          .places()
          .forEach(
              (hook, count) -> {
                if (count > 0) {
                  methods.add(hook.point().method());
                }
              });
      assertThat(methods)
          .contains("getString", "getNString", "getBytes", "getObject", "getClob", "getNClob")
          .contains("getCharacterStream", "getAsciiStream", "getBinaryStream", "getSubString")
          .contains("setString", "setNString", "setBytes", "setObject", "updateString")
          .contains("prepareStatement", "prepareCall", "executeQuery", "execute", "executeUpdate");
    }
  }

  @Test
  void eachHookIsWovenInOneVersionAtLeast() throws Exception {
    Set<String> woven = new TreeSet<>(weave(ClassLoader.getSystemClassLoader(), true).wovenHooks());
    for (TestClient client : clients()) {
      try (URLClassLoader classes = loader(client)) {
        woven.addAll(weave(classes, false).wovenHooks());
      }
    }
    Set<String> all = new TreeSet<>();
    for (Client client : new Clients().get()) {
      for (HookPoint point : client.hooks()) {
        if (!isMeantToMiss(point.className())) {
          all.add(name(client, point));
        }
      }
    }
    assertThat(woven).containsExactlyInAnyOrderElementsOf(all);
  }

  private static final HookPoint MISNAMED =
      HookPoint.enter("okhttp3/OkHttpClient", "newCal", "()V", "no.such.Gate");

  @Test
  void aHookThatDoesNotFitIsReportedAndItsClassStaysAsItIs() throws Exception {
    assertThat(uncoveredBy(MISNAMED))
        .containsExactly("misnamed: okhttp3.OkHttpClient has no newCal()V");
  }

  @Test
  void aNoteThatDoesNotFitLeavesItsClientCovered() throws Exception {
    assertThat(uncoveredBy(MISNAMED.takingNotes())).isEmpty();
  }

  /** What is reported of a class that stays as it is. */
  private static List<String> uncoveredBy(HookPoint misnamed) throws Exception {
    Client client = Client.library("misnamed", List.of("okhttp3"), null, misnamed);
    List<String> uncovered = new ArrayList<>();
    try (URLClassLoader classes = loader(TestClient.OKHTTP_5);
        InputStream in = classes.getResourceAsStream("okhttp3/OkHttpClient.class")) {
      byte[] after =
          new HookTransformer(List.of(client), new Misfits(uncovered), new Numbers())
              .transform(classes, "okhttp3/OkHttpClient", null, null, in.readAllBytes());
      assertThat(after).isNull();
    }
    return uncovered;
  }

  @Test
  void aClassThatTheJvmWouldRefuseIsFound() throws Exception {
    ClassWriter bad = new ClassWriter(0);
    bad.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "bad/Bad", null, "java/lang/Object", null);
    MethodVisitor method =
        bad.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "bad", "()I", null, null);
    method.visitCode();
    method.visitInsn(Opcodes.IRETURN); // of nothing
    method.visitMaxs(1, 0);
    method.visitEnd();
    bad.visitEnd();

    try (URLClassLoader classes = new URLClassLoader(new URL[0])) {
      assertThatThrownBy(() -> assertValid(classes, Map.of("bad/Bad", bad.toByteArray())))
          .hasCauseInstanceOf(VerifyError.class);
    }
  }

  private static URLClassLoader loader(TestClient client) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (var jar : client.jars()) {
      urls.add(jar.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** The JVM's own verifier accepts the woven classes, in a loader that is thrown away. */
  private static void assertValid(URLClassLoader original, Map<String, byte[]> woven)
      throws IOException {
    try (URLClassLoader thrownAway =
        new URLClassLoader(original.getURLs(), ClassLoader.getPlatformClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/');
            byte[] classFile = woven.get(file);
            // Defined here too, as packages of some jars are sealed.
            try (InputStream in = classFile == null ? findStream(file) : null) {
              classFile = in == null ? classFile : in.readAllBytes();
            } catch (IOException e) {
              throw new ClassNotFoundException(name, e);
            }
            return defineClass(name, classFile, 0, classFile.length);
          }

          private InputStream findStream(String file) throws IOException {
            URL resource = findResource(file + ".class");
            if (resource == null) {
              throw new IOException("no such class");
            }
            return resource.openStream();
          }
        }) {
      for (Map.Entry<String, byte[]> each : woven.entrySet()) {
        byte[] classFile = each.getValue();
        if ((classFile[7] & 0xff) > RUNTIME) {
          continue; // Helidon's are for JDK 21
        }
        try {
          Class.forName(each.getKey().replace('/', '.'), true, thrownAway);
        } catch (ClassNotFoundException | VerifyError | ClassFormatError e) {
          throw new AssertionError(each.getKey() + " is not valid when woven", e);
        } catch (LinkageError e) {
          // Verified before: its own initialiser fails for want of something.
          assertThat(e)
              .as(each.getKey())
              .isInstanceOfAny(ExceptionInInitializerError.class, NoClassDefFoundError.class);
        }
      }
    }
  }
}
