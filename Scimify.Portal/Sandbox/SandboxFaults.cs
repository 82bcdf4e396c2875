using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Scimify.Portal.Sandbox;

/// <summary>What goes wrong with a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>Answers <see cref="FaultRule.Status"/> with Looker's error body, or with <see cref="FaultRule.Body"/>.</summary>
    [JsonStringEnumMemberName("status")]
    Status,

    /// <summary>Answers an HTML page, as a proxy would (502 by default).</summary>
    [JsonStringEnumMemberName("html")]
    Html,

    /// <summary>200 with a body that is not JSON.</summary>
    [JsonStringEnumMemberName("garbage")]
    Garbage,

    /// <summary>The correct answer, cut in the middle.</summary>
    [JsonStringEnumMemberName("truncated")]
    Truncated,

    /// <summary>Waits <see cref="FaultRule.DelayMs"/>, then goes on. If the caller leaves meanwhile, nothing happens.</summary>
    [JsonStringEnumMemberName("delayBefore")]
    DelayBefore,

    /// <summary>Takes effect, then waits before it answers.</summary>
    [JsonStringEnumMemberName("delayAfter")]
    DelayAfter,

    /// <summary>Waits, then takes effect, even if the caller has left meanwhile.</summary>
    [JsonStringEnumMemberName("lateEffect")]
    LateEffect,

    /// <summary>Cuts the connection; nothing has happened.</summary>
    [JsonStringEnumMemberName("dropBefore")]
    DropBefore,

    /// <summary>Cuts the connection after the effect.</summary>
    [JsonStringEnumMemberName("dropAfter")]
    DropAfter,

    /// <summary>Answers 401 and invalidates the token.</summary>
    [JsonStringEnumMemberName("unauthorized")]
    Unauthorized,
}

/// <summary>One rule for a fault. Of several rules, the first that matches and is not used up applies.</summary>
/// <param name="Operation">The operation's name; null matches all.</param>
/// <param name="Method">Null matches all.</param>
/// <param name="Path">Below /api/4.0; <c>*</c> stands for anything; null matches all.</param>
/// <param name="Skip">The number of matching calls that go well first.</param>
/// <param name="Count">How often it happens; null for always.</param>
/// <param name="Probability">For each matching call.</param>
/// <param name="RetryAfter">The header's value: seconds or an HTTP date.</param>
/// <param name="Effect">Whether the call takes effect before a status, html, garbage or truncated answer. By default, garbage and truncated ones do.</param>
public sealed record FaultRule(
    FaultKind Kind,
    string? Operation = null,
    string? Method = null,
    string? Path = null,
    int Skip = 0,
    int? Count = 1,
    double Probability = 1,
    int? Status = null,
    string? Body = null,
    string? RetryAfter = null,
    int DelayMs = 0,
    bool? Effect = null)
{
    [JsonIgnore]
    public bool TakesEffect => Kind switch
    {
        FaultKind.Garbage or FaultKind.Truncated => Effect ?? true,
        FaultKind.DelayBefore or FaultKind.DelayAfter or FaultKind.LateEffect or FaultKind.DropAfter => true,
        FaultKind.DropBefore or FaultKind.Unauthorized => false,
        _ => Effect ?? false,
    };

    internal bool Fits(string? operation, string method, string path) =>
        (Operation is null || Operation == operation)
        && (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Regex.IsMatch(path, $"^{Regex.Escape(Path).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant));
}

/// <summary>The rules for faults. Thread-safe.</summary>
public sealed class SandboxFaults
{
    private readonly Lock _gate = new();
    private readonly List<Active> _rules = [];
    private readonly Random _random = new(20261121);
    private TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
            {
                return [.. _rules.Select(r => r.Rule with { Count = r.Left })];
            }
        }
    }

    public void Add(FaultRule rule)
    {
        lock (_gate)
        {
            _rules.Add(new Active(rule));
        }
    }

    /// <summary>Instead of all rules before.</summary>
    public void Replace(FaultRule rule)
    {
        lock (_gate)
        {
            _rules.Clear();
            _rules.Add(new Active(rule));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    /// <summary>Calls that a rule keeps waiting go on at once.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _release.SetResult();
            _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends with the next <see cref="Release"/>.</summary>
    internal Task Released
    {
        get
        {
            lock (_gate)
            {
                return _release.Task;
            }
        }
    }

    /// <summary>The rule that applies to this call, used up by one; null for none.</summary>
    internal FaultRule? Take(string? operation, string method, string path)
    {
        lock (_gate)
        {
            foreach (var active in _rules)
            {
                if (!active.Rule.Fits(operation, method, path) || active.Left == 0)
                {
                    continue;
                }

                if (active.ToSkip > 0)
                {
                    active.ToSkip--;
                }
                else if (active.Rule.Probability >= 1 || _random.NextDouble() < active.Rule.Probability)
                {
                    active.Left--;
                    return active.Rule;
                }
            }

            return null;
        }
    }

    private sealed class Active(FaultRule rule)
    {
        public FaultRule Rule { get; } = rule;

        public int ToSkip { get; set; } = rule.Skip;

        public int? Left { get; set; } = rule.Count;
    }
}
