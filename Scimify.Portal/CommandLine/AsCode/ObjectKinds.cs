using System.Text.Json.Nodes;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.CommandLine.AsCode;

internal sealed class IntegrationKind : ObjectKind
{
    /// <summary>Members of the file that have requests of their own.</summary>
    private static readonly string[] Parts = ["protectedAccounts", "mappings", "oauthClients", "samlRequiresApproval", "samlDrafts"];

    public override string Section => "integrations";

    public override string Key => "name";

    public override InputType Item => InputType.Of(typeof(IntegrationItem));

    public override ApiRoute List => ApiRoutes.Integrations;

    public override ApiRoute Get => ApiRoutes.Integration;

    public override ApiRoute Create => ApiRoutes.CreateIntegration;

    public override ApiRoute Change => ApiRoutes.ChangeIntegration;

    public override ApiRoute Delete => ApiRoutes.DeleteIntegration;

    public override int Rank => StepRank.Integration;

    public override bool HasUniqueKeys => true;

    public override string DeletionNote => "with its SCIM tokens and OAuth clients; what uses them stops";

    public override string Secret => "clientSecret";

    public override JsonObject Sent(JsonObject wanted)
    {
        var sent = base.Sent(wanted);
        foreach (var part in Parts)
        {
            sent.Remove(part);
        }

        return sent;
    }

    public override string Comparable(string field, string text) => field switch
    {
        "baseUrl" when Uri.TryCreate(text, UriKind.Absolute, out var url) => url.GetLeftPart(UriPartial.Authority),
        "instanceName" => LetterCase.Lower(text.Trim()),
        _ => text.Trim(),
    };

    public override bool NeedsSecret(IReadOnlyList<FieldChange> fields) => fields.Any(field => field.Field is "baseUrl" or "instanceName" or "clientId");

    /// <summary>A file has one of the two forms of the address, and the server shows both.</summary>
    public static JsonObject Exported(JsonObject shown)
    {
        shown.Remove(shown.ContainsKey("instanceName") ? "baseUrl" : "instanceName");
        (shown["policies"] as JsonObject)?.Remove("strict");
        return shown;
    }
}

internal sealed class ProtectedAccountKind : ObjectKind
{
    public override string Section => "protectedAccounts";

    public override string Key => "address";

    public override InputType Item => InputType.Of(typeof(Features.Adoption.CreateProtectedAccountInput));

    public override ApiRoute List => ApiRoutes.ProtectedAccounts;

    public override ApiRoute Create => ApiRoutes.AddProtectedAccount;

    public override ApiRoute? Change => null;

    public override ApiRoute Delete => ApiRoutes.RemoveProtectedAccount;

    public override int Rank => StepRank.PartOfIntegration;

    public override bool HasUniqueKeys => true;

    public override string Comparable(string field, string text) => "";    // the same account, whatever the case
}

internal sealed class OAuthClientKind : ObjectKind
{
    private const string DefaultScope = "/.default";

    private static readonly string[] TrustMembers = ["issuer", "subject", "audience", "jwksUri"];

    public override string Section => "oauthClients";

    public override string Key => "name";

    public override InputType Item => InputType.Of(typeof(OAuthClientItem));

    public override ApiRoute List => ApiRoutes.OAuthClients;

    public override ApiRoute Get => ApiRoutes.OAuthClient;

    public override ApiRoute Create => ApiRoutes.CreateOAuthClient;

    public override ApiRoute Change => ApiRoutes.ChangeOAuthClient;

    public override ApiRoute Delete => ApiRoutes.DeleteOAuthClient;

    public override bool HasPages => false;

    public override int Rank => StepRank.PartOfIntegration;

    public override string NewSecret => "clientSecret";

    public override bool MakesSecret(JsonObject wanted) => !wanted.ContainsKey("trust");

    public override bool IsWhole(string field) => field == "trust";

    public override JsonObject Shown(JsonObject resource)
    {
        var shown = base.Shown(resource);
        if (shown["trust"] is JsonObject trust && trust["jwksUri"] is null)
        {
            trust.Remove("jwksUri");
        }

        return shown;
    }

    public override JsonObject Sent(JsonObject wanted)
    {
        var sent = base.Sent(wanted);
        if (sent["trust"] is not JsonObject trust)
        {
            return sent;
        }

        foreach (var member in TrustMembers)
        {
            Trim(trust, member);
        }

        if (trust["audience"]?.ToString() is { } audience && audience.EndsWith(DefaultScope, StringComparison.Ordinal))
        {
            trust["audience"] = audience[..^DefaultScope.Length];
        }

        if (trust["jwksUri"]?.ToString() is null or "")
        {
            trust.Remove("jwksUri");
        }

        return sent;
    }

    public override string Comparable(string field, string text) => field == "allowedNetworks" ? Network(text) : text.Trim();

    public override IReadOnlyList<FieldChange> Possible(IReadOnlyList<FieldChange> fields, JsonObject wanted, JsonObject? resource, string name, Action<string> leave)
    {
        if (resource is null || resource["trust"] is not null || fields.All(field => field.Field != "trust"))
        {
            return fields;
        }

        leave($"{name} has secrets, and gets no trust. Give the client with the trust another name, and delete this one when nobody uses it any more.");
        return [.. fields.Where(field => field.Field != "trust")];
    }

    private static string Network(string text)
    {
        try
        {
            return TokenNetworks.Stored([text]) ?? "";
        }
        catch (ValidationFailedException)
        {
            return text;    // the server says what is wrong with it
        }
    }
}

internal sealed class SamlDraftKind : ObjectKind
{
    public override string Section => "samlDrafts";

    public override string Key => "title";

    public override InputType Item => InputType.Of(typeof(SamlDraftItem));

    public override ApiRoute List => ApiRoutes.SamlDrafts;

    public override ApiRoute Create => ApiRoutes.CreateSamlDraft;

    public override ApiRoute Change => ApiRoutes.ChangeSamlDraft;

    public override ApiRoute Delete => ApiRoutes.DiscardSamlDraft;

    public override bool HasPages => false;

    public override int Rank => StepRank.PartOfIntegration;

    public override bool IsWhole(string field) => field == "changes";

    /// <summary>A draft with a version that has moved is refused.</summary>
    public override JsonObject ChangeBody(IReadOnlyList<FieldChange> fields, JsonObject resource)
    {
        var body = base.ChangeBody(fields, resource);
        body["version"] = resource["version"]?.DeepClone();
        return body;
    }
}

internal sealed class PersonKind : ObjectKind
{
    private const string Owner = nameof(Core.People.PortalRole.Owner);

    /// <summary>What an invitation does not take.</summary>
    private static readonly string[] AfterInvitation = ["locked", "breakGlass"];

    public override string Section => "people";

    public override string Key => "email";

    public override InputType Item => InputType.Of(typeof(PersonItem));

    public override ApiRoute List => ApiRoutes.People;

    public override ApiRoute Get => ApiRoutes.Person;

    public override ApiRoute Create => ApiRoutes.InvitePerson;

    public override ApiRoute Change => ApiRoutes.ChangePerson;

    public override ApiRoute Delete => ApiRoutes.RemovePerson;

    public override int Rank => StepRank.Person;

    public override int DeletionRank => StepRank.RemovedPerson;

    public override bool HasUniqueKeys => true;

    public override string DeletionNote => "with their personal access tokens";

    /// <summary>Owners come first, so that there is one whenever another one goes.</summary>
    public override int RankOf(JsonObject wanted) => wanted["role"]?.ToString() == Owner && wanted["locked"]?.GetValue<bool>() != true ? StepRank.NewOwner : Rank;

    public override string Comparable(string field, string text) => field == Key ? "" : text;

    public override JsonObject CreateBody(JsonObject sent, IReadOnlyList<FieldChange> fields) => new() { ["email"] = sent["email"]?.DeepClone(), ["role"] = sent["role"]?.DeepClone() };

    /// <summary>The link comes first: nobody can get it again. A locked person's link does not work, and is kept nowhere.</summary>
    public override async Task AfterCreateAsync(JsonObject wanted, JsonObject answer, string name, ApplyContext context, CancellationToken ct)
    {
        var more = Difference.Merge(AfterInvitation.Where(field => wanted[field]?.GetValue<bool>() == true).Select(field => new FieldChange(field, null, wanted[field])));
        if (answer["link"]?.ToString() is { } link && !more.ContainsKey("locked"))
        {
            if (context.NewSecrets is { } secrets)
            {
                await secrets.AddAsync(name, KeyOf(wanted), "link", link);
            }
            else
            {
                await context.Tell($"{name} was invited, but no mail server is set. Make a new link at /people in the console, and hand it on.");
            }
        }

        if (more.Count > 0)
        {
            await SetAsync(more, answer, name, context, ct);
        }
    }

    private static async Task SetAsync(JsonObject more, JsonObject answer, string name, ApplyContext context, CancellationToken ct)
    {
        var fields = string.Join(" and ", more.Select(field => field.Key));
        try
        {
            await context.Api.SendAsync(ApiRoutes.ChangePerson, [answer["uuid"]!.ToString()], more, null, ct);
        }
        catch (ApiRefusedException e) when (e.Status < System.Net.HttpStatusCode.InternalServerError)
        {
            throw new PartlyDoneException($"{name} was invited, but {fields} was not set: {DisplayText.Sentence(e.Sentence)}");
        }
        catch (Exception e) when (e is ApiRefusedException or NoAnswerException or OperationCanceledException)
        {
            throw new PartlyDoneException($"{name} was invited, but it is not known whether {fields} was set: {DisplayText.Sentence(e is OperationCanceledException ? "interrupted" : e.Message)} Look at a new plan.");
        }
    }
}

internal sealed class SignInProviderKind : ObjectKind
{
    public override string Section => "providers";

    public override string Key => "name";

    public override InputType Item => InputType.Of(typeof(ProviderItem));

    public override ApiRoute List => ApiRoutes.Providers;

    public override ApiRoute Get => ApiRoutes.Provider;

    public override ApiRoute Create => ApiRoutes.CreateProvider;

    public override ApiRoute Change => ApiRoutes.ChangeProvider;

    public override ApiRoute Delete => ApiRoutes.RemoveProvider;

    public override string Secret => "clientSecret";

    public override string Comparable(string field, string text) => field switch
    {
        "authority" => Authority(text),
        "domains" or "hostedDomain" => Core.People.PeopleService.Normalise(text.TrimStart('@', ' ')),
        "tenants" => Guid.TryParse(text.Trim(), out var id) ? id.ToString() : text,
        "scopes" => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()),
        _ => text.Trim(),
    };

    public override bool NeedsSecret(IReadOnlyList<FieldChange> fields) => fields.Any(field => field.Field is "authority" or "clientId");

    public override JsonObject Sent(JsonObject wanted)
    {
        var sent = base.Sent(wanted);
        foreach (var rule in (sent["roles"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Trim(rule, "claim");
            Trim(rule, "value");
        }

        return sent;
    }

    /// <summary>No domain is an empty text, as in a change.</summary>
    public override JsonObject Shown(JsonObject resource)
    {
        var shown = base.Shown(resource);
        shown["hostedDomain"] ??= "";
        return shown;
    }

    /// <summary>Somebody has to try a provider in a browser before it is switched on. That is left to them.</summary>
    public override IReadOnlyList<FieldChange> Possible(IReadOnlyList<FieldChange> fields, JsonObject wanted, JsonObject? resource, string name, Action<string> leave)
    {
        RequireMeaning(wanted, resource, name);
        var isOther = resource is null || fields.Any(field => field.Field is not ("name" or "enabled"));
        var isTried = !isOther && resource!["tried"]?.GetValue<bool>() == true;
        var isOn = resource?["enabled"]?.GetValue<bool>() == true;
        if (wanted["enabled"]?.GetValue<bool>() == true && !isTried && (isOther || !isOn))
        {
            leave($"{name} is off until a person has tried it at /settings/sign-in/providers in the console. Run apply again after that.");
        }

        return isOther || (!isTried && wanted["enabled"]?.GetValue<bool>() == true) ? [.. fields.Where(field => field.Field != "enabled")] : fields;
    }

    /// <summary>A limit that the server drops would be no limit.</summary>
    private static void RequireMeaning(JsonObject wanted, JsonObject? resource, string name)
    {
        var kind = (wanted["kind"] ?? resource?["kind"])?.ToString();
        if (kind != EnumWords.Of(ProviderKind.Entra) && wanted["tenants"] is JsonArray { Count: > 0 })
        {
            throw new VerbException($"{name}: only providers of the kind entra have tenants. Remove them from the file, or change the kind");
        }

        if (kind != EnumWords.Of(ProviderKind.Google) && wanted["hostedDomain"]?.ToString().Trim() is { Length: > 0 })
        {
            throw new VerbException($"{name}: only providers of the kind google have a hostedDomain. Remove it from the file, or change the kind");
        }
    }

    private static string Authority(string text)
    {
        var address = text.Trim();
        return (address.EndsWith(ProviderAuthority.Discovery, StringComparison.Ordinal) ? address[..^ProviderAuthority.Discovery.Length] : address).TrimEnd('/');
    }
}
