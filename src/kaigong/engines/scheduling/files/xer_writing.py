"""Writing a bare network as XER: an empty file is changed into one that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kaigong.engines.scheduling.files.projects import StoredDates
from kaigong.engines.scheduling.files.xer_cells import option_cells
from kaigong.engines.scheduling.files.xer_rewriting import rewritten_xer
from kaigong.engines.scheduling.network import Network

_TABLES: Final = {
    "CURRTYPE": "curr_id decimal_digit_cnt curr_symbol decimal_symbol digit_group_symbol"
    " pos_curr_fmt_type neg_curr_fmt_type curr_type curr_short_name group_digit_cnt base_exch_rate",
    "OBS": "obs_id parent_obs_id guid seq_num obs_name obs_descr",
    "PROJECT": "proj_id fy_start_month_num rsrc_self_add_flag allow_complete_flag"
    " rsrc_multi_assign_flag checkout_flag project_flag step_complete_flag cost_qty_recalc_flag"
    " batch_sum_flag name_sep_char def_complete_pct_type proj_short_name clndr_id task_code_base"
    " task_code_step priority_num wbs_max_sum_level critical_drtn_hr_cnt last_recalc_date"
    " plan_start_date plan_end_date scd_end_date def_duration_type task_code_prefix def_qty_type"
    " def_rate_type def_task_type critical_path_type def_rollup_dates_flag",
    "CALENDAR": "clndr_id default_flag clndr_name proj_id base_clndr_id last_chng_date clndr_type"
    " day_hr_cnt week_hr_cnt month_hr_cnt year_hr_cnt rsrc_private clndr_data",
    "SCHEDOPTIONS": "schedoptions_id proj_id sched_outer_depend_type sched_open_critical_flag"
    " sched_lag_early_start_flag sched_retained_logic sched_setplantoforecast sched_float_type"
    " sched_calendar_on_relationship_lag sched_use_expect_end_flag sched_progress_override"
    " sched_use_project_end_date_for_float",
    "PROJWBS": "wbs_id proj_id obs_id seq_num est_wt proj_node_flag sum_data_flag status_code"
    " wbs_short_name wbs_name phase_id parent_wbs_id",
    "RSRC": "rsrc_id parent_rsrc_id clndr_id role_id guid rsrc_seq_num rsrc_name rsrc_short_name"
    " def_qty_per_hr cost_qty_type active_flag curr_id unit_id rsrc_type",
    "RSRCRATE": "rsrc_rate_id rsrc_id max_qty_per_hr cost_per_qty start_date shift_period_id"
    " cost_per_qty2 cost_per_qty3 cost_per_qty4 cost_per_qty5",
    "TASK": "task_id proj_id wbs_id clndr_id phys_complete_pct rev_fdbk_flag est_wt lock_plan_flag"
    " auto_compute_act_flag complete_pct_type task_type duration_type status_code task_code"
    " task_name rsrc_id total_float_hr_cnt free_float_hr_cnt remain_drtn_hr_cnt act_work_qty"
    " remain_work_qty target_work_qty target_drtn_hr_cnt target_equip_qty act_equip_qty"
    " remain_equip_qty cstr_date act_start_date act_end_date late_start_date late_end_date"
    " expect_end_date early_start_date early_end_date restart_date reend_date target_start_date"
    " target_end_date rem_late_start_date rem_late_end_date cstr_type priority_type suspend_date"
    " resume_date float_path float_path_order guid tmpl_guid cstr_date2 cstr_type2"
    " driving_path_flag external_early_start_date external_late_end_date",
    "TASKPRED": "task_pred_id task_id pred_task_id proj_id pred_proj_id pred_type lag_hr_cnt"
    " comments float_path aref arls",
    "TASKRSRC": "taskrsrc_id task_id proj_id role_id rsrc_id remain_qty target_qty"
    " remain_qty_per_hr target_qty_per_hr rsrc_type",
}
_FLAGS: Final = {
    "fy_start_month_num": "1",
    "rsrc_self_add_flag": "Y",
    "allow_complete_flag": "Y",
    "rsrc_multi_assign_flag": "Y",
    "checkout_flag": "N",
    "project_flag": "Y",
    "step_complete_flag": "N",
    "cost_qty_recalc_flag": "N",
    "batch_sum_flag": "Y",
    "name_sep_char": ".",
    "def_complete_pct_type": "CP_Drtn",
    "task_code_base": "1000",
    "task_code_step": "10",
    "priority_num": "10",
    "wbs_max_sum_level": "2",
    "def_duration_type": "DT_FixedDUR2",
    "task_code_prefix": "A",
    "def_qty_type": "QT_Hour",
    "def_rate_type": "COST_PER_QTY",
    "def_task_type": "TT_Task",
    "def_rollup_dates_flag": "Y",
}
_CURRENCY: Final = {
    "curr_id": "1",
    "decimal_digit_cnt": "2",
    "curr_symbol": "¥",
    "decimal_symbol": ".",
    "digit_group_symbol": ",",
    "pos_curr_fmt_type": "#1.1",
    "neg_curr_fmt_type": "(#1.1)",
    "curr_type": "Yuan",
    "curr_short_name": "CNY",
    "group_digit_cnt": "3",
    "base_exch_rate": "1",
}
PROJECT: Final = "1"


def written_xer(network: Network, stored: Mapping[str, StoredDates]) -> bytes:
    """An XER file with one project, in UTF-8.

    Raises:
        UnknownActivityError, UnknownCalendarError: the network names what it has not got.
    """
    return rewritten_xer(_empty(network), {PROJECT: network}, {PROJECT: stored})


def _empty(network: Network) -> bytes:
    """A file with a project that has nothing in it."""
    rows = {
        "CURRTYPE": _CURRENCY,
        "OBS": {"obs_id": "1", "seq_num": "0", "obs_name": "OBS"},
        # What the network says is set afterwards, as a change.
        "PROJECT": {
            **_FLAGS,
            "proj_id": PROJECT,
            "plan_start_date": f"{network.start:%Y-%m-%d %H:%M}",
        },
        "SCHEDOPTIONS": {
            "schedoptions_id": "1",
            "proj_id": PROJECT,
            "sched_setplantoforecast": "N",
            "sched_use_project_end_date_for_float": "Y",
            **option_cells(network.rules),
        },
        "PROJWBS": {
            "wbs_id": "1",
            "proj_id": PROJECT,
            "obs_id": "1",
            "seq_num": "0",
            "est_wt": "1",
            "proj_node_flag": "Y",
            "sum_data_flag": "N",
            "status_code": "WS_Open",
        },
    }
    on = f"{network.data_date or network.start:%Y-%m-%d}"
    head = ["ERMHDR", "20.12", on, "Project", "kaigong", "kaigong", "dbxDatabaseNoName"]
    lines = ["\t".join([*head, "Project Management", "CNY"])]
    for name, fields in _TABLES.items():
        names = fields.split()
        lines += [f"%T\t{name}", "\t".join(["%F", *names])]
        if name in rows:
            lines.append("\t".join(["%R", *(rows[name].get(each, "") for each in names)]))
    lines.append("%E")
    return "\r\n".join([*lines, ""]).encode()
