import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.*;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;

/**
 * One session of a person in an IDE, without the IDE and the person: what happened is printed as
 * JSON, and jetbrains_test.go judges it. Run in a copy of testdata/projects/hcl-sql, as
 * "Session OPTIONS HCL SQL COMMAND…" with the initialization options as JSON, the language ids of
 * the template, and its command.
 */
public class Session implements LanguageClient {
  /** In seconds: a guard for what never happens. */
  private static final int PATIENCE = 60;

  private final LinkedBlockingQueue<PublishDiagnosticsParams> published = new LinkedBlockingQueue<>();
  private final CompletableFuture<ShowDocumentParams> shown = new CompletableFuture<>();
  private final List<String> messages = new ArrayList<>();

  @Override
  public void telemetryEvent(Object event) {}

  @Override
  public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
    published.add(diagnostics);
  }

  @Override
  public void showMessage(MessageParams message) {
    messages.add(message.getMessage());
  }

  @Override
  public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams request) {
    messages.add(request.getMessage());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void logMessage(MessageParams message) {}

  @Override
  public CompletableFuture<Void> registerCapability(RegistrationParams params) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<ShowDocumentResult> showDocument(ShowDocumentParams params) {
    shown.complete(params);
    return CompletableFuture.completedFuture(new ShowDocumentResult(true));
  }

  private static String uri(String name) {
    return Path.of(name).toAbsolutePath().toUri().toString();
  }

  private static String nameOf(String uri) {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }

  private static <T> T wait(CompletableFuture<T> answer) throws Exception {
    return answer.get(PATIENCE, TimeUnit.SECONDS);
  }

  /** Waits until a file's diagnostics are some, or none. */
  private List<Diagnostic> diagnostics(String name, boolean some) throws Exception {
    while (true) {
      PublishDiagnosticsParams next = published.poll(PATIENCE, TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException("waited in vain for diagnostics of " + name);
      }
      if (nameOf(next.getUri()).equals(name) && next.getDiagnostics().isEmpty() != some) {
        return next.getDiagnostics();
      }
    }
  }

  private static Position find(String text, String what, int offset) {
    int at = text.indexOf(what);
    if (at < 0) {
      throw new IllegalStateException("no such text: " + what);
    }
    at += offset;
    int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    return new Position(line, at - (text.lastIndexOf('\n', at - 1) + 1));
  }

  /** The server, with the request that is beyond the protocol. */
  public interface Schemascope extends LanguageServer {
    @JsonRequest("schemascope/viewERD")
    CompletableFuture<JsonObject> viewERD(Map<String, Object> what);
  }

  private Schemascope server;
  private int version;

  private void open(String name, String language, String text) {
    server.getTextDocumentService().didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(uri(name), language, ++version, text)));
  }

  private void change(String name, String text) {
    server.getTextDocumentService().didChange(new DidChangeTextDocumentParams(
        new VersionedTextDocumentIdentifier(uri(name), ++version), List.of(new TextDocumentContentChangeEvent(text))));
  }

  private static Map<String, Object> place(Location l) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(java.net.URI.create(l.getUri())));
    return Map.of("file", nameOf(l.getUri()), "line", lines.get(l.getRange().getStart().getLine()));
  }

  private Map<String, Object> play(String options, String hcl, String sql, List<String> command) throws Exception {
    Map<String, Object> result = new TreeMap<>();
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Launcher<Schemascope> launcher = new LSPLauncher.Builder<Schemascope>()
        .setLocalService(this).setRemoteInterface(Schemascope.class)
        .setInput(process.getInputStream()).setOutput(process.getOutputStream()).create();
    var listening = launcher.startListening();
    server = launcher.getRemoteProxy();

    InitializeParams initialize = new InitializeParams();
    initialize.setProcessId((int) ProcessHandle.current().pid());
    initialize.setWorkspaceFolders(List.of(new WorkspaceFolder(uri("."), "project")));
    initialize.setInitializationOptions(new Gson().fromJson(options, JsonObject.class));
    ClientCapabilities capabilities = new ClientCapabilities();
    capabilities.setTextDocument(new TextDocumentClientCapabilities());
    capabilities.getTextDocument().setPublishDiagnostics(new PublishDiagnosticsCapabilities(true));
    capabilities.setWorkspace(new WorkspaceClientCapabilities());
    capabilities.getWorkspace().setWorkspaceFolders(true);
    WorkspaceEditCapabilities edits = new WorkspaceEditCapabilities();
    edits.setDocumentChanges(true);
    capabilities.getWorkspace().setWorkspaceEdit(edits);
    capabilities.setWindow(new WindowClientCapabilities());
    capabilities.getWindow().setShowDocument(new ShowDocumentCapabilities(true));
    initialize.setCapabilities(capabilities);
    wait(server.initialize(initialize));
    server.initialized(new InitializedParams());

    // A mistake, and its repair.
    String file = "subscriptions.pg.hcl";
    String good = Files.readString(Path.of(file));
    open(file, hcl, good.replace("table.billing.plans", "table.billing.plan"));
    result.put("mistake", diagnostics(file, true).stream()
        .map(d -> Map.of("line", d.getRange().getStart().getLine() + 1, "severity", d.getSeverity().getValue(),
            "message", d.getMessage())).toList());
    change(file, good);
    diagnostics(file, false);

    TextDocumentIdentifier document = new TextDocumentIdentifier(uri(file));
    String typed = good.replace("columns     = [column.user_id]", "columns = [column.");
    change(file, typed);
    var list = wait(server.getTextDocumentService().completion(
        new CompletionParams(document, find(typed, "columns = [column.", "columns = [column.".length()))));
    List<CompletionItem> items = list.isLeft() ? list.getLeft() : list.getRight().getItems();
    result.put("completion", items.stream().map(CompletionItem::getLabel).toList());
    change(file, good);

    var definition = wait(server.getTextDocumentService().definition(
        new DefinitionParams(document, find(good, "table.billing.plans", "table.billing.".length()))));
    result.put("definition", definition.isLeft() ? place(definition.getLeft().get(0)) : null);

    String users = Files.readString(Path.of("users.pg.hcl"));
    open("users.pg.hcl", hcl, users);
    String billing = Files.readString(Path.of("billing.sql"));
    open("billing.sql", sql, billing);
    WorkspaceEdit edit = wait(server.getTextDocumentService().rename(
        new RenameParams(new TextDocumentIdentifier(uri("users.pg.hcl")), find(users, "table \"users\"", "table \"".length()), "accounts")));
    List<String> renamed = new ArrayList<>();
    for (var one : edit.getDocumentChanges()) {
      TextDocumentEdit in = one.getLeft();
      for (var e : in.getEdits()) {
        renamed.add(nameOf(in.getTextDocument().getUri()) + ":" + (e.getRange().getStart().getLine() + 1) + ": " + e.getNewText());
      }
    }
    result.put("renamed", renamed);

    // The diagram, of text that is not saved.
    change("billing.sql", billing + "CREATE TABLE refunds (id bigint PRIMARY KEY, invoice_id bigint REFERENCES invoices (id));\n");
    Map<String, Object> what = Map.of("textDocument", Map.of("uri", uri("billing.sql")));
    result.put("erd", wait(server.viewERD(what)));
    wait(server.getWorkspaceService().executeCommand(new ExecuteCommandParams("schemascope.viewERD", List.of(what))));
    ShowDocumentParams page = wait(shown);
    result.put("page", Map.of("uri", page.getUri(), "external", page.getExternal(), "html", Files.readString(Path.of(java.net.URI.create(page.getUri())))));

    wait(server.shutdown());
    server.exit();
    if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not leave");
    }
    listening.get(PATIENCE, TimeUnit.SECONDS);
    result.put("exit", process.exitValue());
    result.put("messages", messages);
    return result;
  }

  public static void main(String[] args) throws Exception {
    List<String> all = List.of(args);
    System.out.println(new Gson().toJson(new Session().play(args[0], args[1], args[2], all.subList(3, all.size()))));
    System.exit(0);
  }
}
