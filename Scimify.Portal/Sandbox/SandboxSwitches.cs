using System.Text.Json.Serialization;

namespace Scimify.Portal.Sandbox;

/// <summary>What no public source settles about Looker, and what differs between instances. The defaults are what is most likely.</summary>
public sealed record SandboxSwitches
{
    public const string GoogleCloudCore = "google-cloud-core";

    /// <summary><c>looker</c>, or <c>google-cloud-core</c>, which refuses e-mail credentials, SAML settings and the roles of groups.</summary>
    public string Edition { get; init; } = "looker";

    /// <summary>The answer to adding a member that is there: 200 or 409.</summary>
    public int AddPresentMember { get; init; } = 200;

    /// <summary>The answer to removing a member that is not there: 204 or 404.</summary>
    public int RemoveAbsentMember { get; init; } = 204;

    /// <summary>The answer to an e-mail address that somebody has: 409 or 422.</summary>
    public int EmailClash { get; init; } = 409;

    /// <summary>The answer to a group name that is taken: 422 or 409.</summary>
    public int GroupNameClash { get; init; } = 422;

    /// <summary>Users that are disabled are left out of searches that do not ask for them.</summary>
    public bool SearchHidesDisabled { get; init; } = true;

    /// <summary>The look-up by credential does not find disabled users.</summary>
    public bool CredentialLookupHidesDisabled { get; init; }

    /// <summary>What a creation writes into <c>ui_state</c> can be read again.</summary>
    public bool KeepsUiState { get; init; } = true;

    /// <summary>Disabling a user ends the browser sessions.</summary>
    public bool DisablingEndsSessions { get; init; }

    /// <summary>A first SAML login is joined to an account by its e-mail credential only where new_user_migration_types names nothing else.</summary>
    public bool MergesByEmailAlone { get; init; }

    /// <summary><c>GET /versions</c> needs a token.</summary>
    public bool VersionsNeedToken { get; init; }

    /// <summary><c>emails=a,b</c> of the credential search is understood as a list.</summary>
    public bool EmailsListUnderstood { get; init; } = true;

    /// <summary>Lists carry X-Total-Count when a limit is given.</summary>
    public bool TotalCountHeader { get; init; } = true;

    /// <summary>Longest page, whatever limit is asked for; 0 is no bound.</summary>
    public int MaxPageSize { get; init; }

    /// <summary>Every write is refused with 403, as by an instance in maintenance.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Answers 429 to what exceeds it; 0 is no bound.</summary>
    public int CallsPerSecond { get; init; }

    /// <summary>Seconds of the Retry-After of those 429; null leaves the header out.</summary>
    public int? RetryAfterSeconds { get; init; } = 1;

    /// <summary>Added to every answer.</summary>
    public int LatencyMs { get; init; }

    public int TokenSeconds { get; init; } = 3600;

    [JsonIgnore]
    public bool IsCore => Edition == GoogleCloudCore;
}
