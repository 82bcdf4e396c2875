using System.Text.Json.Nodes;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>Users, their sessions and the look-up by credential.</summary>
internal sealed class SandboxUserOperations(SandboxWorld world, Func<SandboxSwitches> switches) : ISandboxOperations
{
    public IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations =>
    [
        (LookerOperations.Me, r => Show(r, r.Caller!)),
        (LookerOperations.AllUsers, All),
        (LookerOperations.CreateUser, Create),
        (LookerOperations.User, r => Show(r, Find(r))),
        (LookerOperations.UpdateUser, Update),
        (LookerOperations.DeleteUser, Delete),
        (LookerOperations.SearchUsers, Search),
        (LookerOperations.UserForCredential, ForCredential),
        (LookerOperations.AllUserSessions, r => SandboxAnswer.Ok(SandboxShapes.Array(Find(r).Sessions.Select(SandboxShapes.Session)))),
        (LookerOperations.DeleteUserSession, DeleteSession),
    ];

    public static SandboxUser Find(SandboxWorld world, SandboxRequest request) =>
        world.Users.GetValueOrDefault(request.Path["user_id"]) ?? throw SandboxRefusal.NotFound();

    private SandboxUser Find(SandboxRequest request) => Find(world, request);

    private SandboxAnswer Show(SandboxRequest request, SandboxUser user) => SandboxAnswer.Ok(SandboxShapes.User.Show(user, world, request.Fields));

    private SandboxAnswer All(SandboxRequest request)
    {
        var ids = request.Ids("ids");
        return SandboxLists.Page(request, world.Users.Values.Where(u => ids is null || ids.Contains(u.Id)), SandboxShapes.User, world, switches());
    }

    private SandboxAnswer Search(SandboxRequest request)
    {
        var hidden = switches().SearchHidesDisabled && request.Flag("is_disabled") is null && request.Ids("id") is null;
        var users = new SandboxSearch<SandboxUser>(request, switches())
            .Ids("id", u => [u.Id])
            .Text("first_name", u => u.FirstName)
            .Text("last_name", u => u.LastName)
            .Text("full_name", u => $"{u.FirstName} {u.LastName}".Trim())
            .Text("email", u => u.AnyEmail)
            .Flag("is_disabled", u => u.IsDisabled)
            .Flag("verified_looker_employee", u => u.VerifiedLookerEmployee)
            .Flag("is_service_account", u => u.IsServiceAccount)
            .Flag("can_manage_api3_creds", u => u.CanManageApi3Creds)
            .Flag("embed_user", u => u.Embed.Count > 0)
            .Ids("group_id", u => [SandboxWorld.AllUsers, .. u.GroupIds])
            .In(world.Users.Values.Where(u => !hidden || !u.IsDisabled));
        return SandboxLists.Page(request, users, SandboxShapes.User, world, switches());
    }

    private SandboxAnswer Create(SandboxRequest request)
    {
        var user = new SandboxUser { Id = world.NextId("user"), Locale = "en" };
        Apply(user, request.Body);
        user.UiState = switches().KeepsUiState ? user.UiState : null;
        world.Save(user);
        return Show(request, user);
    }

    private SandboxAnswer Update(SandboxRequest request)
    {
        var user = Find(request);
        Apply(user, request.Body);
        if (user.IsDisabled && switches().DisablingEndsSessions)
        {
            user.Sessions.Clear();
        }

        world.Save(user);
        return Show(request, user);
    }

    private SandboxAnswer Delete(SandboxRequest request)
    {
        var user = Find(request);
        if (user == request.Caller)
        {
            throw SandboxRefusal.Forbidden("You cannot delete yourself.");
        }

        if (world.IsAdmin(user) && world.Users.Values.Count(u => !u.IsDisabled && world.IsAdmin(u)) <= 1)
        {
            throw SandboxRefusal.Forbidden("The last administrator cannot be deleted.");
        }

        world.Delete(user);
        return SandboxAnswer.NoContent;
    }

    private SandboxAnswer ForCredential(SandboxRequest request)
    {
        var value = request.Path["credential_id"];
        var user = request.Path["credential_type"] switch
        {
            "email" => world.TryFindByEmail(value, out var owner) ? owner : null,
            "saml" => world.Users.Values.FirstOrDefault(u => u.Saml?.NameId == value),
            "api3" => world.Users.Values.FirstOrDefault(u => u.Api3.Exists(a => a.ClientId == value)),
            "embed" => world.Users.Values.FirstOrDefault(u => u.Embed.Exists(e => e.ExternalUserId == value)),
            "google" => world.Users.Values.FirstOrDefault(u => u.Google?.NameId == value),
            "ldap" => world.Users.Values.FirstOrDefault(u => u.Ldap?.NameId == value),
            "oidc" => world.Users.Values.FirstOrDefault(u => u.Oidc?.NameId == value),
            "looker_openid" => world.Users.Values.FirstOrDefault(u => string.Equals(u.LookerOpenid?.Email, value, StringComparison.OrdinalIgnoreCase)),
            _ => throw SandboxRefusal.BadRequest("Unknown credential type."),
        };
        return user is null || (user.IsDisabled && switches().CredentialLookupHidesDisabled) ? throw SandboxRefusal.NotFound() : Show(request, user);
    }

    private SandboxAnswer DeleteSession(SandboxRequest request)
    {
        var user = Find(request);
        if (user.Sessions.RemoveAll(s => s.Id == request.Path["session_id"]) == 0)
        {
            throw SandboxRefusal.NotFound();
        }

        world.Save(user);
        return SandboxAnswer.NoContent;
    }

    /// <summary>Checks everything before it changes anything.</summary>
    internal static void Apply(SandboxUser user, JsonObject body)
    {
        var read = new SandboxBody(body);
        var first = read.Text("first_name");
        var last = read.Text("last_name");
        var disabled = read.Flag("is_disabled");
        var locale = read.Text("locale");
        var folder = read.Text("home_folder_id");
        var validated = read.Flag("models_dir_validated");
        var api3 = read.Flag("can_manage_api3_creds");
        if (body["ui_state"] is not (null or JsonObject))
        {
            read.Fail("ui_state", "invalid", "'ui_state' must be an object.");
        }

        read.ThrowIfFailed();
        user.FirstName = body.ContainsKey("first_name") ? first : user.FirstName;
        user.LastName = body.ContainsKey("last_name") ? last : user.LastName;
        user.IsDisabled = disabled ?? user.IsDisabled;
        user.Locale = locale ?? user.Locale;
        user.HomeFolderId = folder ?? user.HomeFolderId;
        user.ModelsDirValidated = validated ?? user.ModelsDirValidated;
        user.CanManageApi3Creds = api3 ?? user.CanManageApi3Creds;
        user.UiState = body.ContainsKey("ui_state") ? body["ui_state"]?.DeepClone() : user.UiState;
    }
}

internal interface ISandboxOperations
{
    IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations { get; }
}

/// <summary>Reads the members of a body, and collects what is wrong with them.</summary>
internal sealed class SandboxBody(JsonObject body)
{
    private const int Longest = 255;

    private readonly List<SandboxFieldError> _errors = [];

    public string? Text(string name, bool required = false)
    {
        string? text = null;
        if (body[name] is { } node && (node is not JsonValue value || !value.TryGetValue(out text)))
        {
            Fail(name, "invalid", $"'{name}' must be a string.");
        }

        if (required && string.IsNullOrWhiteSpace(text))
        {
            Fail(name, "missing_field", $"'{name}' is required.");
        }

        if (text?.Length > Longest)
        {
            Fail(name, "invalid", $"'{name}' is too long.");
        }

        return text;
    }

    public bool? Flag(string name)
    {
        bool flag = false;
        if (body[name] is { } node && (node is not JsonValue value || !value.TryGetValue(out flag)))
        {
            Fail(name, "invalid", $"'{name}' must be true or false.");
        }

        return body[name] is null ? null : flag;
    }

    public void Fail(string field, string code, string message) => _errors.Add(new SandboxFieldError(field, code, message));

    public void ThrowIfFailed()
    {
        if (_errors.Count > 0)
        {
            throw SandboxRefusal.Invalid(_errors);
        }
    }
}
