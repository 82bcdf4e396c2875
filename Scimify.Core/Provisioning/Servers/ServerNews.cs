using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Changes;
using Scimify.Core.Directory;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Servers;

/// <summary>What one server tells the others that share its database. It is sent with the commit of what it is about.</summary>
[JsonDerivedType(typeof(RowFinished), "row")]
[JsonDerivedType(typeof(WorkFreed), "work")]
[JsonDerivedType(typeof(IntegrationChanged), "integration")]
[JsonDerivedType(typeof(AccountChanged), "account")]
[JsonDerivedType(typeof(Changed), "changed")]
[JsonDerivedType(typeof(ServerJoined), "joined")]
public abstract record ServerNews
{
    private ServerNews()
    {
    }

    public string Store() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <returns><see cref="Missed"/> for what a server of another version says.</returns>
    public static ServerNews Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerNews>(text, JsonSerializerOptions.Web) ?? new Missed();
        }
        catch (JsonException)
        {
            return new Missed();
        }
    }

    /// <summary>An attempt has ended. Whoever waits for the row's generation gets its outcome.</summary>
    public sealed record RowFinished(RowId Row, long Generation, OutcomeWord Word, bool IsGone) : ServerNews
    {
        private const int LongestDetail = 1200;

        public Refusal? Refusal { get; init; }

        public Facets Facets { get; init; }

        public bool LeavesNoAccess { get; init; }

        [JsonIgnore]
        public SyncOutcome Outcome => Word switch
        {
            OutcomeWord.Applied => SyncOutcome.Applied.Instance,
            OutcomeWord.Refused => new SyncOutcome.Refused(Refusal!) { Facets = Facets, LeavesNoAccess = LeavesNoAccess },
            OutcomeWord.Held => new SyncOutcome.Held("", "", ""),
            OutcomeWord.Blocked => new SyncOutcome.Blocked(""),
            _ => new SyncOutcome.Retry(null, false, ""),
        };

        /// <summary>Only what an answer to the identity provider depends on.</summary>
        public static RowFinished Of(SyncClaim claim, SyncOutcome outcome, bool isGone)
        {
            var refused = outcome as SyncOutcome.Refused;
            var word = outcome switch
            {
                SyncOutcome.Applied => OutcomeWord.Applied,
                SyncOutcome.Refused => OutcomeWord.Refused,
                SyncOutcome.Held => OutcomeWord.Held,
                SyncOutcome.Blocked => OutcomeWord.Blocked,
                _ => OutcomeWord.Later,
            };
            return new(claim.Row, claim.Columns.DesiredGeneration, word, isGone)
            {
                Refusal = refused is null ? null : refused.Refusal with { Detail = refused.Refusal.Detail.Clipped(LongestDetail) },
                Facets = refused?.Facets ?? Facets.None,
                LeavesNoAccess = refused?.LeavesNoAccess ?? false,
            };
        }
    }

    /// <summary>Rows that somebody had claimed are free.</summary>
    public sealed record WorkFreed : ServerNews;

    public sealed record IntegrationChanged(int IntegrationKey) : ServerNews;

    /// <summary>A SCIM token, a personal access token, a person, a session or a sign-in provider has changed or ended.</summary>
    public sealed record AccountChanged(Guid Id) : ServerNews;

    /// <summary>For who shows it. Nothing depends on it.</summary>
    public sealed record Changed(Change Change) : ServerNews;

    public sealed record ServerJoined : ServerNews;

    /// <summary>Never sent: the connection was lost for a while, so anything may have been said.</summary>
    public sealed record Missed : ServerNews;
}

/// <summary>The kind of an outcome.</summary>
public enum OutcomeWord
{
    Applied,
    Refused,
    Held,
    Blocked,

    /// <summary>It is tried again.</summary>
    Later,
}

/// <summary>Hears what other servers say. Must be quick and must not throw.</summary>
public interface IServerNewsListener
{
    void Heard(ServerNews news);
}
