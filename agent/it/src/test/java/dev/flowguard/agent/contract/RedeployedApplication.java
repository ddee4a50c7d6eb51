package dev.flowguard.agent.contract;

import dev.flowguard.api.Flowguard;
import java.io.Closeable;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A web application with a plug-in for pictures: {@code PUT} has it take a picture as a user's,
 * {@code POST} send one, {@code DELETE} be undeployed. Whatever it does, it does on threads whose
 * context is its own class loader.
 */
final class RedeployedApplication implements Sender {
  private URLClassLoader loader;

  @Override
  public int send(Request request) throws Exception {
    if (loader == null) {
      URL[] urls = {
        Path.of("web").toUri().toURL(), Path.of(System.getProperty("web.classes")).toUri().toURL()
      };
      loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }
    switch (request.method()) {
      case "PUT":
        return inside(() -> capture(request.body()));
      case "POST":
        return inside(() -> post(request));
      default:
        return undeploy();
    }
  }

  private <T> T inside(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "web");
    thread.setContextClassLoader(loader);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception) {
        throw (Exception) e.getCause();
      }
      throw e;
    } finally {
      thread.join();
    }
  }

  private static int capture(byte[] picture) {
    Flowguard.protect("uploaded-photo", picture);
    return 200;
  }

  private static int post(Request request) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(request.url()).openConnection();
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "image/jpeg");
    try (OutputStream out = connection.getOutputStream()) {
      out.write(request.body());
    }
    return connection.getResponseCode();
  }

  private int undeploy() throws Exception {
    WeakReference<ClassLoader> gone = new WeakReference<>(loader);
    Closeable closed = loader;
    closed.close();
    closed = null;
    loader = null;
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (gone.get() != null) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("the application's class loader is still held");
      }
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    if (System.getProperty(PicturePlugIn.LOADED) != null) {
      throw new IllegalStateException("the application's plug-in was loaded");
    }
    return 200;
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return send(request);
  }
}
