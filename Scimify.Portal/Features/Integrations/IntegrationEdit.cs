using System.Globalization;
using System.Reflection;
using Scimify.Core.Integrations;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Portal.Features.Integrations.SetUp;

namespace Scimify.Portal.Features.Integrations;

/// <summary>The settings form: the stored values, and the person's changes.</summary>
public sealed class IntegrationEdit : IConnectionInput
{
    private static readonly PropertyInfo[] Fields = [.. typeof(IntegrationEdit).GetProperties().Where(property => property.CanWrite)];

    private readonly IntegrationView _stored;

    public IntegrationEdit(IntegrationView stored)
    {
        _stored = stored;
        Name = stored.Name;
        Address = AddressOf(stored);
        ClientId = stored.ClientId;
        GroupDescription = stored.GroupDescription;
        Mode = EnumWords.Of(stored.Mode);
        Adoption = EnumWords.Of(stored.Policies.Adoption);
        OnDelete = EnumWords.Of(stored.Policies.OnDelete);
        EmailSource = EnumWords.Of(stored.Policies.EmailSource);
        EndSessions = stored.Policies.EndSessions;
        RemoveApiKeys = stored.Policies.RemoveApiKeys;
        Drift = EnumWords.Of(stored.Policies.Drift);
        Profile = EnumWords.Of(stored.Policies.Profile);
        var guard = stored.Policies.DeletionGuard;
        GuardEnabled = guard.Enabled;
        GuardMaxCount = Digits(guard.MaxCount);
        GuardMaxPercent = Digits(guard.MaxPercent);
        GuardMemberMaxPercent = Digits(guard.MemberMaxPercent);
        GuardWindowMinutes = Digits(guard.WindowMinutes);
        CallsInFlight = Digits(stored.Policies.CallsInFlight);
        CallsPerSecond = Digits(stored.Policies.CallsPerSecond);
        MonthlyCallBudget = Digits(stored.Policies.MonthlyCallBudget);
    }

    /// <summary>Whether this is the form of that integration, and not of another one that was shown before.</summary>
    public bool IsOf(IntegrationView integration) => _stored.Id == integration.Id;

    /// <summary>Whether the stored secret is the one to test with.</summary>
    public bool KeepsConnection => !Moves && ClientSecret.Length == 0 && ClientId.Trim() == _stored.ClientId;

    /// <summary>Switching to live then makes the planned changes.</summary>
    public bool WasPlan => _stored.Mode == IntegrationMode.Plan;

    public string Name { get; set; }

    public string Address { get; set; }

    public string ClientId { get; set; }

    /// <summary>Empty to keep the stored one, unless the integration <see cref="Moves"/>.</summary>
    public string ClientSecret { get; set; } = "";

    public string GroupDescription { get; set; }

    public string Mode { get; set; }

    public string Adoption { get; set; }

    public string OnDelete { get; set; }

    public string EmailSource { get; set; }

    public bool EndSessions { get; set; }

    public bool RemoveApiKeys { get; set; }

    public string Drift { get; set; }

    public string Profile { get; set; }

    public bool GuardEnabled { get; set; }

    public string GuardMaxCount { get; set; }

    public string GuardMaxPercent { get; set; }

    public string GuardMemberMaxPercent { get; set; }

    public string GuardWindowMinutes { get; set; }

    /// <summary>Empty, like the next ones, for the installation's default.</summary>
    public string CallsInFlight { get; set; }

    public string CallsPerSecond { get; set; }

    public string MonthlyCallBudget { get; set; }

    /// <summary>Whether the address is another one than the stored one, so that the client secret has to be entered again.</summary>
    public bool Moves => Address.Trim() != AddressOf(_stored);

    /// <summary>How many fields differ from what is stored.</summary>
    public int Changes()
    {
        var stored = new IntegrationEdit(_stored);
        return Fields.Count(field => !Equals(field.GetValue(this), field.GetValue(stored)));
    }

    /// <summary>The form as it is stored.</summary>
    public IntegrationEdit Discarded() => new(_stored);

    /// <summary>Only what differs from the stored values, so that two people can change different settings at the same time.</summary>
    /// <exception cref="ValidationFailedException">A number is not a number.</exception>
    public IntegrationChange ToChange()
    {
        var errors = new FieldErrors();
        var callsInFlight = Changed(CallsInFlight, _stored.Policies.CallsInFlight, "callsInFlight", errors);
        var callsPerSecond = Changed(CallsPerSecond, _stored.Policies.CallsPerSecond, "callsPerSecond", errors);
        var monthlyCallBudget = Changed(MonthlyCallBudget, _stored.Policies.MonthlyCallBudget, "monthlyCallBudget", errors);
        errors.ThrowIfAny();
        return new IntegrationChange
        {
            Name = Changed(Name, _stored.Name),
            InstanceName = Moves ? LookerAddressText.InstanceName(Address) : null,
            BaseUrl = Moves ? LookerAddressText.BaseUrl(Address) : null,
            ClientId = Changed(ClientId, _stored.ClientId),
            ClientSecret = ClientSecret.Length == 0 ? null : ClientSecret,
            GroupDescription = GroupDescription == _stored.GroupDescription ? default : new Optional<string?>(GroupDescription),
            Mode = Changed(Mode, _stored.Mode),
            Policies = new PolicyChange
            {
                Adoption = Changed(Adoption, _stored.Policies.Adoption),
                OnDelete = Changed(OnDelete, _stored.Policies.OnDelete),
                EmailSource = Changed(EmailSource, _stored.Policies.EmailSource),
                EndSessions = Changed(EndSessions, _stored.Policies.EndSessions),
                RemoveApiKeys = Changed(RemoveApiKeys, _stored.Policies.RemoveApiKeys),
                Drift = Changed(Drift, _stored.Policies.Drift),
                Profile = Changed(Profile, _stored.Policies.Profile),
                DeletionGuard = Guard(_stored.Policies.DeletionGuard),
                CallsInFlight = callsInFlight,
                CallsPerSecond = callsPerSecond,
                MonthlyCallBudget = monthlyCallBudget,
            },
        };
    }

    private DeletionGuardChange? Guard(DeletionGuardPolicy stored)
    {
        if (!GuardEnabled)
        {
            return stored.Enabled ? new DeletionGuardChange { Enabled = false } : null;    // the numbers are hidden then
        }

        var errors = new FieldErrors();
        var change = new DeletionGuardChange
        {
            Enabled = Changed(true, stored.Enabled),
            MaxCount = Changed(GuardMaxCount, stored.MaxCount, "maxCount", errors),
            MaxPercent = Changed(GuardMaxPercent, stored.MaxPercent, "maxPercent", errors),
            MemberMaxPercent = Changed(GuardMemberMaxPercent, stored.MemberMaxPercent, "memberMaxPercent", errors),
            WindowMinutes = Changed(GuardWindowMinutes, stored.WindowMinutes, "windowMinutes", errors),
        };
        errors.ThrowIfAny();
        return change == new DeletionGuardChange() ? null : change;
    }

    private static int? Changed(string text, int stored, string field, FieldErrors errors) =>
        Number(text, $"policies.deletionGuard.{field}", errors) is { } number && number != stored ? number : null;

    private static Optional<int?> Changed(string text, int? stored, string field, FieldErrors errors)
    {
        var number = text.Trim().Length == 0 ? null : Number(text, $"policies.{field}", errors);
        return number == stored ? default : new Optional<int?>(number);
    }

    private static int? Number(string text, string field, FieldErrors errors)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Add(field, "must be a whole number.");
        return null;
    }

    private static string Digits(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string AddressOf(IntegrationView integration) => integration.InstanceName ?? integration.BaseUrl;

    private static string? Changed(string value, string stored) => value == stored ? null : value;

    private static T? Changed<T>(string word, T stored)
        where T : struct, Enum => word == EnumWords.Of(stored) ? null : EnumWords.Parse<T>(word);

    private static bool? Changed(bool value, bool stored) => value == stored ? null : value;
}
