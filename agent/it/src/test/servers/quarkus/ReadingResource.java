package dev.flowguard.agent.contract;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Reads a body in the way that the path names. */
@Path("/")
@Produces(MediaType.TEXT_PLAIN)
public class ReadingResource {
  private static final String BELOW = "{path: api/[a-z]+/[0-9]+|other}/";

  @HeaderParam(ServedApplication.LEAK_TO)
  String leakTo;

  @HeaderParam("Content-Length")
  long length;

  @POST
  @Path(BELOW + "whole")
  public String whole(byte[] read) {
    return ServedApplication.leak(leakTo, read);
  }

  @POST
  @Path(BELOW + "gzip")
  public String gzip(byte[] read) {
    return ServedApplication.leak(leakTo, read);
  }

  /** On the event loop. */
  @POST
  @Path(BELOW + "reader")
  public Uni<String> text(String read) {
    return Uni.createFrom().item(() -> ServedApplication.leak(leakTo, bytes(read)));
  }

  @POST
  @Path(BELOW + "stream")
  public String stream(InputStream in) throws IOException {
    return ServedApplication.leak(leakTo, in.readAllBytes());
  }

  @POST
  @Path(BELOW + "bytewise")
  public String bytewise(InputStream in) throws IOException {
    return ServedApplication.leak(leakTo, ServedApplication.read("bytewise", in, -1));
  }

  /** Sends on what it has, then reads the rest: what is never read can hold up the answer. */
  @POST
  @Path(BELOW + "half")
  public String half(InputStream in) throws IOException {
    String answer = ServedApplication.leak(leakTo, in.readNBytes((int) (length / 2)));
    in.readAllBytes();
    return answer;
  }

  @POST
  @Path(BELOW + "json")
  @Consumes(MediaType.APPLICATION_JSON)
  public String json(Message read) {
    return ServedApplication.leak(leakTo, bytes(read.message));
  }

  @POST
  @Path(BELOW + "form")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public String form(@RestForm String note) {
    return ServedApplication.leak(leakTo, bytes(note));
  }

  @POST
  @Path(BELOW + "parts")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public String parts(@RestForm InputStream file) throws IOException {
    return ServedApplication.leak(leakTo, file.readAllBytes());
  }

  @POST
  @Path(BELOW + "moved")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public String moved(@RestForm FileUpload file) throws IOException {
    java.nio.file.Path from = file.uploadedFile();
    java.nio.file.Path to = Files.move(from, from.resolveSibling(from.getFileName() + ".moved"));
    byte[] read = Files.readAllBytes(to);
    Files.delete(to);
    return ServedApplication.leak(leakTo, read);
  }

  /** What JSON is read into. */
  public static class Message {
    public String id;
    public String message;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
