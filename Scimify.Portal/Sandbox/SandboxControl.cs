using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Portal.Sandbox;

/// <summary>Everything below <c>/__sandbox</c>: state, faults, switches, records, and edits as a person in Looker would make them.</summary>
internal static class SandboxControl
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Map(IEndpointRouteBuilder routes, LookerSandbox sandbox)
    {
        var control = routes.MapGroup("/__sandbox").AddEndpointFilter(RefusalsAsProblems);
        control.MapGet("/state", () => sandbox.With(State));
        MapRecords(control, sandbox);
        MapTrouble(control, sandbox);
        MapEdits(control, sandbox);
        MapLogins(control, sandbox);
    }

    /// <summary>The whole state, ordered by ID, for tests to compare.</summary>
    public static JsonObject State(SandboxWorld world) => new()
    {
        ["users"] = SandboxShapes.Array(world.Users.Values.OrderBy(u => u.Number).Select(u => ShowUser(world, u))),
        ["groups"] = SandboxShapes.Array(world.Groups.Values.OrderBy(g => g.Number).Select(g => ShowGroup(world, g))),
        ["roles"] = SandboxShapes.Array(world.Roles.Values.OrderBy(r => r.Number).Select(r =>
        {
            var role = SandboxShapes.Role.Show(r, world, null);
            role["group_ids"] = SandboxShapes.Strings(r.GroupIds);
            return role;
        })),
        ["user_attributes"] = SandboxShapes.Array(world.Attributes.Values.OrderBy(a => a.Number).Select(a => SandboxShapes.Attribute.Show(a, world, null))),
        ["looks"] = SandboxShapes.Array(world.Looks.Values.OrderBy(l => l.Number).Select(l => SandboxShapes.Look.Show(l, world, null))),
        ["dashboards"] = SandboxShapes.Array(world.Dashboards.Values.OrderBy(d => d.Number).Select(d => SandboxShapes.Dashboard.Show(d, world, null))),
        ["scheduled_plans"] = SandboxShapes.Array(world.Plans.Values.OrderBy(p => p.Number).Select(p => SandboxShapes.Plan.Show(p, world, null))),
        ["saml_config"] = new SandboxSamlRules(world).Show(world.LiveSaml),
        ["saml_test_configs"] = SandboxShapes.Array(world.Saml.Values.Where(s => s.Id != SandboxSaml.Live).Select(s => new SandboxSamlRules(world).Show(s))),
    };

    private static void MapRecords(RouteGroupBuilder control, LookerSandbox sandbox)
    {
        control.MapGet("/calls", (long? since, string? operation) => Results.Json(sandbox.Recorder.CallsSince(since ?? 0, operation), Json));
        control.MapGet("/calls/counts", () => Results.Json(new { counts = sandbox.Recorder.Counts(), mostInFlight = sandbox.Recorder.MostInFlight }, Json));
        control.MapDelete("/calls", () => sandbox.Recorder.Clear());
        control.MapGet("/violations", () => Results.Json(sandbox.Recorder.Violations, Json));
        control.MapDelete("/violations", () => sandbox.Recorder.ClearViolations());
    }

    private static void MapTrouble(RouteGroupBuilder control, LookerSandbox sandbox)
    {
        control.MapGet("/faults", () => Results.Json(sandbox.Faults.Rules, Json));
        control.MapPost("/faults", (JsonElement body) =>
        {
            var rules = body.ValueKind == JsonValueKind.Array ? body.Deserialize<FaultRule[]>(Json)! : [body.Deserialize<FaultRule>(Json)!];
            Array.ForEach(rules, sandbox.Faults.Add);
            return Results.Json(sandbox.Faults.Rules, Json);
        });
        control.MapDelete("/faults", () => sandbox.Faults.Clear());
        control.MapGet("/switches", () => Results.Json(sandbox.Switches, Json));
        control.MapPost("/switches", (JsonObject changes) =>
        {
            var all = JsonSerializer.SerializeToNode(sandbox.Switches, Json)!.AsObject();
            foreach (var (name, value) in changes)
            {
                all[name] = all.ContainsKey(name) ? value?.DeepClone() : throw SandboxRefusal.BadRequest($"There is no switch {name}.");
            }

            sandbox.Switches = all.Deserialize<SandboxSwitches>(Json)!;
            return Results.Json(sandbox.Switches, Json);
        });
        control.MapPost("/expire-tokens", () => sandbox.ExpireTokens());
        control.MapPost("/reset", (int? users, int? groups) => sandbox.Reset(users ?? 0, groups ?? 0));
    }

    private static void MapEdits(RouteGroupBuilder control, LookerSandbox sandbox)
    {
        control.MapPost("/users", (JsonObject body) => sandbox.With(w => ShowUser(w, SandboxEdits.AddUser(w, body))));
        control.MapPatch("/users/{id}", (string id, JsonObject body) => sandbox.With(w => ShowUser(w, SandboxEdits.EditUser(w, SandboxEdits.User(w, id), body))));
        control.MapDelete("/users/{id}", (string id) => sandbox.With(w => w.Delete(SandboxEdits.User(w, id))));
        control.MapPost("/groups", (JsonObject body) => sandbox.With(w => ShowGroup(w, SandboxEdits.AddGroup(w, body))));
        control.MapPatch("/groups/{id}", (string id, JsonObject body) => sandbox.With(w => ShowGroup(w, SandboxEdits.EditGroup(w, SandboxEdits.Group(w, id), body))));
        control.MapDelete("/groups/{id}", (string id) => sandbox.With(w => w.Delete(SandboxEdits.Group(w, id))));
        control.MapPut("/groups/{id}/users/{userId}", (string id, string userId) => sandbox.With(w => w.Join(SandboxEdits.User(w, userId), SandboxEdits.Group(w, id))));
        control.MapDelete("/groups/{id}/users/{userId}", (string id, string userId) => sandbox.With(w => w.Leave(SandboxEdits.User(w, userId), SandboxEdits.Group(w, id))));
        control.MapPost("/looks", (JsonObject body) => sandbox.With(w => SandboxShapes.Look.Show(SandboxEdits.AddLook(w, body), w, null)));
        control.MapPost("/dashboards", (JsonObject body) => sandbox.With(w => SandboxShapes.Dashboard.Show(SandboxEdits.AddDashboard(w, body), w, null)));
        control.MapPost("/scheduled_plans", (JsonObject body) => sandbox.With(w => SandboxShapes.Plan.Show(SandboxEdits.AddPlan(w, body), w, null)));
        control.MapPatch("/saml_config", (JsonObject body) => sandbox.With(w => new SandboxSamlOperations(w).Update(body, by: "2")));
    }

    /// <summary>Signs people in: with what the identity provider says about them (nameId, email, firstName, lastName, groups, attributes), or by e-mail.</summary>
    private static void MapLogins(RouteGroupBuilder control, LookerSandbox sandbox)
    {
        control.MapPost("/saml-login", (JsonObject body) => sandbox.With(w => ShowUser(w, new SandboxSamlLogin(w, sandbox.Switches).SignIn(SandboxAssertion.Read(body)))));
        control.MapPost("/email-login", (JsonObject body) => sandbox.With(w =>
            ShowUser(w, new SandboxSamlLogin(w, sandbox.Switches).SignInByEmail(body["email"]?.GetValue<string>() ?? throw SandboxRefusal.BadRequest("An e-mail address is needed.")))));
    }

    private static JsonObject ShowUser(SandboxWorld world, SandboxUser user)
    {
        var shown = SandboxShapes.User.Show(user, world, null);
        shown["direct_role_ids"] = SandboxShapes.Strings(user.RoleIds);
        shown["attribute_values"] = new JsonObject(user.AttributeValues.Select(v => KeyValuePair.Create(world.Attributes[v.Key].Name, (JsonNode?)v.Value)));
        return shown;
    }

    private static JsonObject ShowGroup(SandboxWorld world, SandboxGroup group)
    {
        var shown = SandboxShapes.Group.Show(group, world, null);
        shown["member_ids"] = SandboxShapes.Strings(group.MemberIds.OrderBy(id => world.Users[id].Number));
        shown["child_ids"] = SandboxShapes.Strings(group.ChildIds);
        return shown;
    }

    private static async ValueTask<object?> RefusalsAsProblems(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // No page in a browser may control the sandbox that runs beside it.
        if (context.HttpContext.Request.Headers.ContainsKey("Origin") || context.HttpContext.Request.Headers.ContainsKey("Sec-Fetch-Site"))
        {
            return Results.Json(new { message = "The sandbox cannot be controlled from a browser." }, statusCode: 403);
        }

        try
        {
            return await next(context);
        }
        catch (SandboxRefusal refusal)
        {
            return Results.Json(refusal.Answer(null).Body, statusCode: refusal.Status);
        }
        catch (JsonException e)
        {
            return Results.Json(new { message = e.Message }, statusCode: 400);
        }
    }
}
