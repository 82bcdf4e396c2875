using System.Text.Json.Nodes;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>E-mail, SAML and API credentials.</summary>
internal sealed class SandboxCredentialOperations(SandboxWorld world, Func<SandboxSwitches> switches) : ISandboxOperations
{
    public IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations =>
    [
        (LookerOperations.UserCredentialsEmail, r => Show(r, Find(r))),
        (LookerOperations.CreateUserCredentialsEmail, Create),
        (LookerOperations.UpdateUserCredentialsEmail, Update),
        (LookerOperations.DeleteUserCredentialsEmail, DeleteEmail),
        (LookerOperations.SearchCredentialsEmail, Search),
        (LookerOperations.UserCredentialsSaml, ShowSaml),
        (LookerOperations.DeleteUserCredentialsSaml, DeleteSaml),
        (LookerOperations.AllUserCredentialsApi3s, AllApi3),
        (LookerOperations.DeleteUserCredentialsApi3, DeleteApi3),
    ];

    private SandboxUser Find(SandboxRequest request) => SandboxUserOperations.Find(world, request);

    private SandboxAnswer Show(SandboxRequest request, SandboxUser user) =>
        user.Email is null ? throw SandboxRefusal.NotFound() : SandboxAnswer.Ok(SandboxShapes.Email.Show(user, world, request.Fields));

    private SandboxAnswer Create(SandboxRequest request)
    {
        var user = Find(request);
        if (user.Email is not null)
        {
            throw new SandboxRefusal(409, "The user has an email credential already; it already exists.");
        }

        var address = Address(request.Body, user);
        world.SetEmail(user, new SandboxEmail { Address = address, CreatedAt = world.Now, ForcedPasswordReset = Reset(request.Body) ?? false });
        world.Save(user);
        return Show(request, user);
    }

    private SandboxAnswer Update(SandboxRequest request)
    {
        var user = Find(request);
        var old = user.Email ?? throw SandboxRefusal.NotFound();
        var reset = Reset(request.Body) ?? old.ForcedPasswordReset;
        var address = request.Body.ContainsKey("email") ? Address(request.Body, user) : old.Address;
        world.SetEmail(user, new SandboxEmail { Address = address, CreatedAt = old.CreatedAt, LoggedInAt = old.LoggedInAt, ForcedPasswordReset = reset });
        world.Save(user);
        return Show(request, user);
    }

    private string Address(JsonObject body, SandboxUser user)
    {
        var read = new SandboxBody(body);
        var address = read.Text("email", required: true) ?? "";
        read.ThrowIfFailed();
        if (address.Count(c => c == '@') != 1 || address.Any(char.IsWhiteSpace) || address.StartsWith('@') || address.EndsWith('@'))
        {
            throw SandboxRefusal.Invalid("email", "invalid", $"'{address}' is not a valid email address.");
        }

        if (world.TryFindByEmail(address, out var owner) && owner != user)
        {
            throw switches().EmailClash == 409
                ? new SandboxRefusal(409, "An email credential with this address already exists.")
                : SandboxRefusal.Invalid("email", "already_exists", "Email is already in use.");
        }

        return address;
    }

    private static bool? Reset(JsonObject body)
    {
        var read = new SandboxBody(body);
        var reset = read.Flag("forced_password_reset_at_next_login");
        read.ThrowIfFailed();
        return reset;
    }

    private SandboxAnswer DeleteEmail(SandboxRequest request)
    {
        var user = Find(request);
        if (user.Email is null)
        {
            throw SandboxRefusal.NotFound();
        }

        world.SetEmail(user, null);
        world.Save(user);
        return SandboxAnswer.NoContent;
    }

    private SandboxAnswer Search(SandboxRequest request)
    {
        var emails = request.Query.GetValueOrDefault("emails") is not { Length: > 0 } list ? null
            : switches().EmailsListUnderstood ? list.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : new HashSet<string>([list], StringComparer.OrdinalIgnoreCase);
        var users = new SandboxSearch<SandboxUser>(request, switches())
            .Ids("id", u => [u.Id])
            .Text("email", u => u.Email!.Address)
            .That(emails is not null, u => emails!.Contains(u.Email!.Address))
            .In(world.Users.Values.Where(u => u.Email is not null))
            .OrderBy(u => u.Number)
            .ToList();
        var limit = request.Number("limit");
        var page = users.Skip(request.Number("offset") ?? 0).Take(limit ?? int.MaxValue);
        return new SandboxAnswer(200, SandboxShapes.Array(page.Select(u => SandboxShapes.Email.Show(u, world, request.Fields))), limit is null ? null : users.Count);
    }

    private SandboxAnswer ShowSaml(SandboxRequest request)
    {
        var user = Find(request);
        return user.Saml is null ? throw SandboxRefusal.NotFound() : SandboxAnswer.Ok(SandboxShapes.Saml.Show(user, world, request.Fields));
    }

    private SandboxAnswer DeleteSaml(SandboxRequest request)
    {
        var user = Find(request);
        user.Saml = user.Saml is null ? throw SandboxRefusal.NotFound() : null;
        world.Save(user);
        return SandboxAnswer.NoContent;
    }

    private SandboxAnswer AllApi3(SandboxRequest request)
    {
        var user = Find(request);
        return SandboxAnswer.Ok(SandboxShapes.Array(user.Api3.Select(a => SandboxShapes.Api3.Show((user, a), world, request.Fields))));
    }

    private SandboxAnswer DeleteApi3(SandboxRequest request)
    {
        var user = Find(request);
        if (user.Api3.RemoveAll(a => a.Id == request.Path["credentials_api3_id"]) == 0)
        {
            throw SandboxRefusal.NotFound();
        }

        world.Save(user);
        return SandboxAnswer.NoContent;
    }
}
