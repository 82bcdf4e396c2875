using Scimify.Core.Looker;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>Checks the fields of an integration. Text is trimmed first.</summary>
internal sealed class IntegrationRules(LookerNetworkPolicy network)
{
    private const int NameLength = 100;
    private const int CredentialLength = 200;
    private const int DescriptionLength = 1_000;

    /// <exception cref="ValidationFailedException">Lists everything that is wrong.</exception>
    public LookerAddress CheckNew(NewIntegration integration)
    {
        var errors = new FieldErrors();
        Name(integration.Name, errors, required: true);
        Description(integration.GroupDescription, errors);
        Mode(integration.Mode, errors);
        Policies(integration.Policies, errors);
        var address = Connection(integration, errors);
        errors.ThrowIfAny();
        return address!;
    }

    /// <summary>Checks only the address and the credential, for a test before the rest is filled in.</summary>
    /// <exception cref="ValidationFailedException">Lists everything that is wrong.</exception>
    public LookerAddress CheckConnection(NewIntegration integration)
    {
        var errors = new FieldErrors();
        var address = Connection(integration, errors);
        errors.ThrowIfAny();
        return address!;
    }

    /// <returns>Null if the address stays.</returns>
    /// <exception cref="ValidationFailedException">Lists everything that is wrong.</exception>
    public LookerAddress? CheckChange(IntegrationChange change)
    {
        var errors = new FieldErrors();
        Name(change.Name, errors, required: false);
        Credential("clientId", change.ClientId, errors, required: false);
        Credential("clientSecret", change.ClientSecret, errors, required: false);
        Description(change.GroupDescription.Value, errors);
        Mode(change.Mode, errors);
        Policies(change.Policies, errors);
        var address = Address(change.InstanceName, change.BaseUrl, errors, required: false);
        errors.ThrowIfAny();
        return address;
    }

    /// <summary>A secret is sent only to the Looker for which somebody typed it: another host, scheme or port asks for it again.</summary>
    /// <param name="stored">The present address, in the form of <see cref="LookerAddress.Origin"/>.</param>
    /// <param name="address">Null if the address stays.</param>
    /// <param name="clientSecret">The secret of the same request; null if it has none.</param>
    /// <exception cref="ValidationFailedException"><c>clientSecret</c>.</exception>
    public static void RequireSecretForAnotherAddress(string stored, LookerAddress? address, string? clientSecret)
    {
        if (address is not null && address.Origin != stored && clientSecret is null)
        {
            throw ValidationFailedException.Of(
                "clientSecret", "is required with another address: the stored secret is not sent to a Looker for which it was not entered.");
        }
    }

    /// <exception cref="ConflictException">One of the others has the name, ignoring case.</exception>
    public static void RequireFreeName(string name, IEnumerable<string> others)
    {
        if (others.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            var message = $"An integration with the name \"{name}\" exists already.";
            throw new ConflictException(message, new { fields = new Dictionary<string, string[]> { ["name"] = [message] } });
        }
    }

    private LookerAddress? Connection(NewIntegration integration, FieldErrors errors)
    {
        Credential("clientId", integration.ClientId, errors, required: true);
        Credential("clientSecret", integration.ClientSecret, errors, required: true);
        return Address(integration.InstanceName, integration.BaseUrl, errors, required: true);
    }

    private LookerAddress? Address(string? instanceName, string? baseUrl, FieldErrors errors, bool required)
    {
        switch (instanceName, baseUrl)
        {
            case (null, null):
                if (required)
                {
                    errors.Add("instanceName", "is required, such as \"mycompany\", unless baseUrl is given.");
                }

                return null;

            case (not null, not null):
                errors.Add("baseUrl", "must not be given together with instanceName.");
                return null;

            case (not null, null):
                var name = instanceName.Trim();
                if (LookerUrl.TryParse(name, network, out var instance, out _) && LookerAddress.IsHostOf(name, instance))
                {
                    return new LookerAddress(LetterCase.Lower(name), instance);
                }

                errors.Add("instanceName", "must be the first part of the host name, such as \"mycompany\" of mycompany.cloud.looker.com: letters, digits and hyphens. Any other address belongs in baseUrl.");
                return null;

            default:
                if (LookerUrl.TryParse(baseUrl, network, out var url, out var problem))
                {
                    return new LookerAddress(null, url);
                }

                errors.Add("baseUrl", problem);
                return null;
        }
    }

    private static void Name(string? name, FieldErrors errors, bool required)
    {
        var length = name?.Trim().Length ?? 0;
        if ((required || name is not null) && length == 0)
        {
            errors.Add("name", $"is required: 1 to {NameLength} characters.");
        }
        else if (length > NameLength)
        {
            errors.Add("name", $"must have at most {NameLength} characters.");
        }
        else if (name is not null && name.Any(char.IsControl))
        {
            errors.Add("name", "must not contain control characters.");
        }
    }

    private static void Credential(string field, string? value, FieldErrors errors, bool required)
    {
        var length = value?.Trim().Length ?? 0;
        if ((required || value is not null) && length == 0)
        {
            errors.Add(field, "is required: copy it from Looker, Admin > Users > Edit > API keys.");
        }
        else if (length > CredentialLength || (value is not null && value.Trim().Any(c => char.IsControl(c) || char.IsWhiteSpace(c))))
        {
            errors.Add(field, $"must have at most {CredentialLength} characters, without spaces.");
        }
    }

    private static void Description(string? description, FieldErrors errors)
    {
        if (description?.Length > DescriptionLength)
        {
            errors.Add("groupDescription", $"must have at most {DescriptionLength} characters.");
        }
    }

    private static void Mode(IntegrationMode? mode, FieldErrors errors)
    {
        PolicyRules.OneOf("mode", mode, errors);
    }

    private static void Policies(PolicyChange? policies, FieldErrors errors)
    {
        if (policies is not null)
        {
            PolicyRules.Check(policies, errors);
        }
    }
}

/// <summary>The address of a Looker.</summary>
/// <param name="InstanceName">Null if the address was given as a URL.</param>
internal sealed record LookerAddress(string? InstanceName, Uri Url)
{
    /// <summary>The origin without a trailing slash.</summary>
    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    public static bool IsHostOf(string instanceName, Uri url) =>
        url.Host.Equals($"{instanceName}.cloud.looker.com", StringComparison.OrdinalIgnoreCase);
}
