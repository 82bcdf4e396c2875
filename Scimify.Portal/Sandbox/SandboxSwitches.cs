using System.Text.Json.Serialization;

namespace Scimify.Portal.Sandbox;

/// <summary>What no public source says about Looker, and what differs between instances. The defaults are the most likely behaviour.</summary>
public sealed record SandboxSwitches
{
    public const string GoogleCloudCore = "google-cloud-core";

    /// <summary><c>looker</c>, or <c>google-cloud-core</c>, which refuses new users, e-mail credentials, SAML settings and group roles.</summary>
    public string Edition { get; init; } = "looker";

    /// <summary>The answer to adding somebody who is a member already: 200 or 409.</summary>
    public int AddPresentMember { get; init; } = 200;

    /// <summary>The answer to removing somebody who is not a member: 204 or 404.</summary>
    public int RemoveAbsentMember { get; init; } = 204;

    /// <summary>The answer to an e-mail address that is taken: 409 or 422.</summary>
    public int EmailClash { get; init; } = 409;

    /// <summary>The answer to a group name that is taken: 422 or 409.</summary>
    public int GroupNameClash { get; init; } = 422;

    /// <summary>Whether searches leave out disabled users unless they ask for them.</summary>
    public bool SearchHidesDisabled { get; init; } = true;

    /// <summary>Whether the look-up by credential leaves out disabled users.</summary>
    public bool CredentialLookupHidesDisabled { get; init; }

    /// <summary>Whether the <c>ui_state</c> of a creation can be read again.</summary>
    public bool KeepsUiState { get; init; } = true;

    /// <summary>Whether disabling a user ends the browser sessions.</summary>
    public bool DisablingEndsSessions { get; init; }

    /// <summary>Whether a first SAML login is merged by e-mail credential only if new_user_migration_types names nothing else.</summary>
    public bool MergesByEmailAlone { get; init; }

    /// <summary>Whether <c>GET /versions</c> needs a token.</summary>
    public bool VersionsNeedToken { get; init; }

    /// <summary>Whether the credential search reads <c>emails=a,b</c> as a list.</summary>
    public bool EmailsListUnderstood { get; init; } = true;

    /// <summary>Whether searches read <c>filter_or</c>, so that one criterion is enough.</summary>
    public bool FilterOrUnderstood { get; init; } = true;

    /// <summary>Whether lists have X-Total-Count if a limit is given.</summary>
    public bool TotalCountHeader { get; init; } = true;

    /// <summary>The largest page, whatever limit is requested; 0 for no bound.</summary>
    public int MaxPageSize { get; init; }

    /// <summary>Whether every write is refused with 403, as during maintenance.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Calls above this rate get 429; 0 for no bound.</summary>
    public int CallsPerSecond { get; init; }

    /// <summary>Seconds in the Retry-After of those 429 answers; null leaves out the header.</summary>
    public int? RetryAfterSeconds { get; init; } = 1;

    /// <summary>Added to every answer.</summary>
    public int LatencyMs { get; init; }

    public int TokenSeconds { get; init; } = 3600;

    [JsonIgnore]
    public bool IsCore => Edition == GoogleCloudCore;
}
